// The page of the editor: <div data-bpmn-editor> with its parts, and the catalogue as JSON in #editor-catalogue.
import { startEditor } from './modeler/editor.js';
import { phrase } from './modeler/words.js';

const root = document.querySelector('[data-bpmn-editor]');
if (root) {
  const catalogue = JSON.parse(document.getElementById('editor-catalogue').textContent);
  try {
    root.editor = await startEditor(root, catalogue);
    root.dataset.ready = 'true';
    performance.mark('editor-ready');
  } catch (error) {
    console.error(error);
    root.querySelector('[data-editor-status]').textContent = phrase(catalogue.lang, 'loadFailed', { message: error.message });
    root.dataset.ready = 'failed';
  }
}
