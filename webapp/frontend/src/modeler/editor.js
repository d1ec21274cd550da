// The editor of a draft: canvas, panel, problems, saving. Everything that is said comes from words.js or from the server.
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule } from 'bpmn-js-properties-panel';
import Modeler from 'bpmn-js/lib/Modeler';
import japanese from 'bpmn-js-i18n/translations/ja.js';
import { addButtons, moveByFinger, showAll, showElement, showReadably, zoomWithCtrl } from '../diagram/canvas.js';
import { translation } from '../diagram/i18n.js';
import nintei from '../moddle/nintei.json';
import spiffworkflow from '../moddle/spiffworkflow.json';
import { History } from './history.js';
import additions from './ja.js';
import { EnglishNames } from './names.js';
import { ResultFollowsId } from './operators.js';
import { CasePanel } from './panel.js';
import { Saving } from './saving.js';
import { phrase } from './words.js';

const PANEL_DEBOUNCE = 250; // ms until a field of the panel has written what was typed
const PALETTE_WIDTH = 110; // px of the canvas that the tools cover

/** Starts the editor in `root` with the catalogue of the page. Resolves when the diagram is there. */
export async function startEditor(root, catalogue) {
  const { lang } = catalogue;
  const part = (name) => root.querySelector(`[data-editor-${name}]`);
  const canvasPart = part('canvas');
  const words = translation(lang === 'ja' ? { ...japanese, ...additions } : null);
  const modeler = new Modeler({
    container: canvasPart,
    propertiesPanel: { parent: part('panel') },
    zoomScroll: { enabled: false },
    debounceInput: PANEL_DEBOUNCE,
    catalogue,
    moddleExtensions: { nintei, spiffworkflow },
    additionalModules: [
      BpmnPropertiesPanelModule,
      BpmnPropertiesProviderModule,
      words.module,
      { __init__: ['casePanel', 'resultFollowsId'], casePanel: ['type', CasePanel], resultFollowsId: ['type', ResultFollowsId] },
      ...(lang === 'en' ? [{ __init__: ['englishNames'], englishNames: ['type', EnglishNames] }] : []),
    ],
  });
  const xml = await fetchDiagram(catalogue.urls.diagram);
  const { warnings } = await modeler.importXML(xml);
  showReadably(modeler, canvasPart, undefined, PALETTE_WIDTH);
  modeler.on('root.set', () => showAll(modeler, PALETTE_WIDTH));
  addButtons(modeler, canvasPart, lang);
  zoomWithCtrl(modeler, canvasPart);
  moveByFinger(modeler, canvasPart);
  labelDrawing(canvasPart, root.dataset.label);

  const status = part('status');
  const tell = (state, facts = {}) => {
    status.dataset.state = state;
    status.textContent = phrase(lang, state, facts);
  };

  const editor = { modeler, missing: words.missing, warnings, saving: null };
  if (warnings.length) {
    tell('importWarnings');
    status.dataset.state = 'refused';
    return editor;
  }

  const saving = new Saving({
    url: catalogue.urls.save,
    revision: catalogue.revision,
    csrf: catalogue.csrf,
    draw: async () => (await modeler.saveXML({ format: true })).xml,
    tell: (state, facts) => {
      tell(state, facts);
      if (state === 'saved') check();
      if (state === 'conflict') openConflict(part('conflict'), modeler, catalogue, facts);
    },
  });
  editor.saving = saving;

  const problems = document.querySelector('[data-problems]');
  async function check() {
    const answer = await fetch(catalogue.urls.check, { headers: { Accept: 'text/html', 'X-Nintei-Script': '1' } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    problems.innerHTML = await answer.text();
    markProblems(modeler, problems);
  }

  const changed = () => {
    saving.changed();
    updateHistoryButtons(history, root);
    sayRehearsalIsOld();
  };
  const opened = () => {
    changed();
    markProblems(modeler, problems);
  };
  const history = new History(modeler, { container: canvasPart, covered: PALETTE_WIDTH, opened });
  modeler.on('commandStack.changed', changed);
  wireHistory(history, root);
  wireTidying(history, part('tidy'), catalogue, tell);
  wireProblems(modeler, problems);
  wireForms(saving);
  wireLinks(saving);
  addEventListener('online', () => saving.flush());
  addEventListener('beforeunload', (event) => {
    if (saving.dirty && !saving.stopped) event.preventDefault();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') saving.flush();
  });
  selectFromAddress(modeler);
  return editor;
}

async function fetchDiagram(url) {
  const answer = await fetch(url, { headers: { Accept: 'application/xml' } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

function labelDrawing(container, label) {
  const drawing = container.querySelector('.djs-container > svg');
  drawing.setAttribute('role', 'application');
  drawing.setAttribute('aria-label', label);
}

function wireHistory(history, root) {
  root.querySelector('[data-editor-undo]').addEventListener('click', () => history.undo());
  root.querySelector('[data-editor-redo]').addEventListener('click', () => history.redo());
  updateHistoryButtons(history, root);
}

// aria-disabled instead of disabled: a button that loses the focus to nowhere when it is used is worse
function updateHistoryButtons(history, root) {
  root.querySelector('[data-editor-undo]').setAttribute('aria-disabled', String(!history.canUndo));
  root.querySelector('[data-editor-redo]').setAttribute('aria-disabled', String(!history.canRedo));
}

/** How the stories went was said of another diagram. */
function sayRehearsalIsOld() {
  document.querySelector('[data-rehearsal]').hidden = true;
  document.querySelector('[data-rehearsal-old]').hidden = false;
}

/** The server lays the diagram out; it is saved like any other change, and can be undone. */
function wireTidying(history, button, { urls, csrf }, tell) {
  button.addEventListener('click', async () => {
    tell('tidying');
    try {
      await history.replace((xml) => laidOut(urls.tidy, csrf, xml));
    } catch (error) {
      tell('tidyFailed', { message: error.message });
    }
  });
}

async function laidOut(url, csrf, xml) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': csrf },
    body: JSON.stringify({ xml }),
  });
  const facts = await answer.json().catch(() => null);
  if (!answer.ok || !facts?.xml) throw new Error(facts?.message ?? String(answer.status));
  return facts.xml;
}

function select(modeler, id) {
  const element = modeler.get('elementRegistry').get(id);
  if (!element) return;
  if (element.parent) showElement(modeler, id);
  else modeler.get('canvas').setRootElement(element);
  modeler.get('selection').select(element);
}

function wireProblems(modeler, problems) {
  problems.addEventListener('click', (event) => {
    const link = event.target.closest('[data-element]');
    if (!link) return;
    event.preventDefault();
    select(modeler, link.dataset.element);
    modeler.get('canvas').getContainer().scrollIntoView({ block: 'nearest' });
  });
  markProblems(modeler, problems);
}

function markProblems(modeler, problems) {
  const canvas = modeler.get('canvas');
  const registry = modeler.get('elementRegistry');
  for (const element of registry.getAll()) for (const kind of ['error', 'warning']) canvas.removeMarker(element, `has-${kind}`);
  for (const link of problems.querySelectorAll('[data-element]')) {
    if (registry.get(link.dataset.element)) canvas.addMarker(link.dataset.element, `has-${link.dataset.severity}`);
  }
}

/** A form about the draft goes out, once, when everything is saved, with the revision that was saved. */
function wireForms(saving) {
  for (const form of document.querySelectorAll('form[data-after-saving]')) {
    let sending = false;
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (sending) return;
      sending = true;
      document.activeElement?.blur();
      await new Promise((resolve) => setTimeout(resolve, 2 * PANEL_DEBOUNCE));
      sending = await saving.flush();
      if (!sending) return;
      form.elements.revision.value = saving.revision;
      if (form.dataset.busy) form.querySelector('button').textContent = form.dataset.busy;
      form.submit();
    });
  }
}

/** Whoever leaves by one of these links finds there what was drawn last. */
function wireLinks(saving) {
  document.addEventListener('click', async (event) => {
    const link = event.target.closest('a[data-after-saving]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    document.activeElement?.blur();
    await new Promise((resolve) => setTimeout(resolve, 2 * PANEL_DEBOUNCE));
    if (await saving.flush()) location.assign(link.href);
  });
}

function openConflict(dialog, modeler, { process }, { message }) {
  dialog.querySelector('[data-conflict-message]').textContent = message ?? '';
  dialog.querySelector('[data-conflict-reload]').addEventListener('click', async () => {
    const { xml } = await modeler.saveXML({ format: true });
    download(xml, `${process}-copy.bpmn`);
    location.reload();
  });
  dialog.querySelector('[data-conflict-close]').addEventListener('click', () => dialog.close());
  dialog.showModal();
}

function download(xml, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([xml], { type: 'application/xml' }));
  link.download = name;
  link.click();
}

/** `?step=<id>`, or `#<id>`. */
function selectFromAddress(modeler) {
  const id = new URLSearchParams(location.search).get('step') ?? decodeURIComponent(location.hash.slice(1));
  if (id) setTimeout(() => select(modeler, id), PANEL_DEBOUNCE); // the panel listens only once it has been drawn
}
