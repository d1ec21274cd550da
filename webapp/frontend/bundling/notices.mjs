// The licences of what is really in the bundles: MIT and the licence of bpmn.io ask for their text.
import { existsSync, readFileSync, readdirSync } from 'node:fs';

const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/** The text of THIRD-PARTY.txt: every package with bytes in an output, sorted, with its licence. */
export function notices(metafile) {
  const folders = new Set();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = bytesInOutput > 0 && PACKAGE.exec(file)?.[1];
      if (folder) folders.add(folder);
    }
  }
  return [...folders].sort().map(notice).join(`\n${'-'.repeat(72)}\n`);
}

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).sort().find((entry) => /^(licen[sc]e|copying)/i.test(entry));
  const text = file && existsSync(`${folder}/${file}`) ? readFileSync(`${folder}/${file}`, 'utf8').trim() : 'The package holds no file with its licence.';
  return `${name} ${version} (${license ?? 'see text'})\n\n${text.replaceAll('\r', '')}\n`;
}
