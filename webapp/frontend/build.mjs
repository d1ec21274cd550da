// Bundles the sources into webapp/web/static/dist. The output is committed and byte-identical on every machine:
// no time stamps, no addresses, names of files by content.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { cspIcons, oneFontFormat, withoutCodeEditors } from './bundling/plugins.mjs';
import { notices } from './bundling/notices.mjs';

const target = process.argv[2] ?? '../web/static/dist';

process.chdir(import.meta.dirname ?? new URL('.', import.meta.url).pathname);
rmSync(target, { recursive: true, force: true });

const { metafile } = await build({
  entryPoints: ['app.js', 'app.css', 'viewer.js', 'viewer.css', 'modeler.js', 'modeler.css', 'office.css'].map((name) => `src/${name}`),
  outdir: target,
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2022'],
  charset: 'utf8',
  legalComments: 'none',
  loader: { '.woff2': 'file' },
  assetNames: '[name]-[hash]',
  // min-dom parses HTML with style attributes, which the content security policy drops
  alias: { domify: './src/csp/domify.js' },
  plugins: [cspIcons, withoutCodeEditors, oneFontFormat],
  metafile: true,
  logLevel: 'warning',
});

writeFileSync(`${target}/THIRD-PARTY.txt`, notices(metafile));
console.log(readdirSync(target).sort().join('\n'));
