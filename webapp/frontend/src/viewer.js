// Every <div data-bpmn-viewer data-src="…" data-state="id of a JSON script"> becomes a diagram with the state painted on
// it. Sets data-ready to "true", or to "failed" with a sentence in its place.
import Viewer from 'bpmn-js/lib/Viewer';
import MoveCanvasModule from 'diagram-js/lib/navigation/movecanvas';
import ZoomScrollModule from 'diagram-js/lib/navigation/zoomscroll';
import { addButtons, keepInStep, moveByFinger, settle, showElement, showReadably, zoomWithCtrl } from './diagram/canvas.js';
import { translation } from './diagram/i18n.js';
import { addLinks, linksOf } from './diagram/links.js';
import { useEnglishNames } from './diagram/names.js';
import { legend, paint, shownAncestors } from './diagram/state.js';
import { readerLanguage, word } from './diagram/words.js';
import nintei from './moddle/nintei.json';
import spiffworkflow from './moddle/spiffworkflow.json';

const JAPANESE = { 'Open {element}': '{element}を開く' };

async function show(container) {
  const state = stateOf(container);
  const language = readerLanguage(state.lang);
  const viewer = new Viewer({
    container,
    moddleExtensions: { nintei, spiffworkflow },
    zoomScroll: { enabled: false },
    additionalModules: [MoveCanvasModule, ZoomScrollModule, translation(language === 'ja' ? JAPANESE : null).module],
  });
  if (language === 'en') useEnglishNames(viewer);

  const answer = await fetch(container.dataset.src, { headers: { Accept: 'application/xml' } });
  if (!answer.ok) throw new Error(`${answer.status} for the diagram`);
  await viewer.importXML(await answer.text());

  label(viewer, container);
  addLinks(viewer, linksOf(state), language);
  const used = paint(viewer, state, language);
  settle(viewer, container, firstOfInterest(viewer, state));
  viewer.on('root.set', () => showReadably(viewer, container, firstOfInterest(viewer, state)));
  addButtons(viewer, container, language);
  zoomWithCtrl(viewer, container);
  moveByFinger(viewer, container);
  if (used.size) container.after(legend(used, language));
  container.dataset.ready = 'true';
  return viewer;
}

/** Where to begin when not all can be shown: where somebody waits, or where something changed. */
function firstOfInterest(viewer, state) {
  const { added = [], removed = [], changed = [], moved = [] } = state;
  const steps = [...(state.faults ?? []), ...Object.keys(state.tokens ?? {}), ...Object.keys(state.heat ?? {}), ...changed, ...added, ...removed, ...moved];
  const canvas = viewer.get('canvas');
  const registry = viewer.get('elementRegistry');
  const here = (element) => element && !element.waypoints && canvas.findRoot(element) === canvas.getRootElement();
  return steps.flatMap((id) => [id, ...shownAncestors(registry, id)]).map((id) => registry.get(id)).find(here);
}

function stateOf(container) {
  const script = container.dataset.state && document.getElementById(container.dataset.state);
  return script ? JSON.parse(script.textContent) : {};
}

function label(viewer, container) {
  const drawing = viewer.get('canvas').getContainer().querySelector(':scope > svg');
  drawing.setAttribute('role', 'img');
  drawing.setAttribute('aria-label', container.dataset.label ?? document.title);
}

/** Links with data-show="step" bring the step to the middle of every diagram that has it. */
function followLinks(viewers) {
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-show]');
    if (link) for (const viewer of viewers) showElement(viewer, link.dataset.show);
  });
}

async function start() {
  const all = [];
  const groups = new Map();
  for (const container of document.querySelectorAll('[data-bpmn-viewer]:not([data-ready])')) {
    try {
      const viewer = await show(container);
      all.push(viewer);
      const group = container.dataset.sync;
      if (group) groups.set(group, [...(groups.get(group) ?? []), viewer]);
    } catch (error) {
      console.error(error);
      container.textContent = word('failed', readerLanguage());
      container.dataset.ready = 'failed';
    }
  }
  for (const viewers of groups.values()) keepInStep(viewers);
  followLinks(all);
}

start();
