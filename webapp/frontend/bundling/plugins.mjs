// Repairs at build time, so that the bundles obey `script-src 'self'; style-src 'self'` and stay small. Each one fails
// loudly when the package that it repairs has changed.
import { readFileSync } from 'node:fs';

/** Loads the files that match `filter` through `rewrite`; a file that the rewriting leaves unchanged stops the build. */
function rewriting(name, filter, loader, rewrite) {
  return {
    name,
    setup(build) {
      build.onLoad({ filter }, ({ path }) => {
        const source = readFileSync(path, 'utf8');
        const contents = rewrite(source);
        if (contents === source) throw new Error(`${name}: nothing to rewrite in ${path}`);
        return { contents, loader };
      });
    },
  };
}

/** Icons reach the page through innerHTML: their style attributes become SVG presentation attributes. */
export const cspIcons = rewriting('csp-icons', /(Align|Distribute)ElementsIcons\.js$/, 'js', (source) =>
  source.replace(/style="([^"]*)"/g, (_, style) =>
    style
      .split(';')
      .filter(Boolean)
      .map((rule) => rule.split(':'))
      .map(([property, value]) => `${property.trim()}="${value.trim()}"`)
      .join(' '),
  ),
);

/** Of the five formats of the icon font every browser that we support reads WOFF2. */
export const oneFontFormat = rewriting('one-font-format', /bpmn-font[\\/]css[\\/]bpmn\.css$/, 'css', (source) =>
  source.replace(/@font-face\s*{[^}]*}/, "@font-face { font-family: 'bpmn'; src: url('../font/bpmn.woff2') format('woff2'); }"),
);

// What the properties panel takes from CodeMirror. A name that is missing here fails the build, which is the wanted
// alarm after an upgrade.
const EDITOR_NAMES = [
  'Annotation', 'EditorState', 'EditorView', 'FeelersEditor', 'bracketMatching', 'closeBrackets', 'closeBracketsKeymap',
  'defaultHighlightStyle', 'defaultKeymap', 'drawSelection', 'foldGutter', 'foldKeymap', 'highlightSpecialChars',
  'history', 'historyKeymap', 'json', 'jsonParseLinter', 'keymap', 'lineNumbers', 'linter', 'placeholder',
  'syntaxHighlighting',
];

/** Our expressions are not FEEL: the code editors (180 kB, and a style element that the policy forbids) stay out. */
export const withoutCodeEditors = {
  name: 'without-code-editors',
  setup(build) {
    build.onResolve({ filter: /^(@codemirror\/|@bpmn-io\/(feel|feelers)-editor)/ }, ({ path }) => ({ path, namespace: 'left-out' }));
    build.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({
      loader: 'js',
      contents: [
        'function absent() { if (new.target) throw new Error("This editor is not part of the bundle."); return absent; }',
        'Object.assign(absent, { define: absent, theme: absent, of: absent });',
        'export default absent;',
        ...EDITOR_NAMES.map((name) => `export const ${name} = absent;`),
      ].join('\n'),
    }));
  },
};
