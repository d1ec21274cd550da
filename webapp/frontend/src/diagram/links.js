// Steps that lead somewhere are real links over the drawing: mouse, keyboard and screen reader find them alike.
import { getBusinessObject } from 'bpmn-js/lib/util/ModelUtil';
import { word } from './words.js';

/** The given links, and for every passed step one to its decision where the page shows it. */
export function linksOf(state) {
  const links = {};
  for (const step of state.done ?? []) {
    if (document.getElementById(`decision-${step}`)) links[step] = `#decision-${step}`;
  }
  return { ...links, ...state.links };
}

export function addLinks(viewer, links, language) {
  const overlays = viewer.get('overlays');
  const registry = viewer.get('elementRegistry');
  for (const [id, url] of Object.entries(links)) {
    const shape = registry.get(id);
    if (!shape || shape.waypoints) continue;
    const anchor = document.createElement('a');
    anchor.className = 'step-link';
    anchor.href = url;
    const name = `${getBusinessObject(shape).get('name') || id} — ${word('open', language)}`;
    anchor.setAttribute('aria-label', name);
    anchor.title = name;
    anchor.style.width = `${shape.width}px`;
    anchor.style.height = `${shape.height}px`;
    overlays.add(id, 'link', { position: { top: 0, left: 0 }, html: anchor });
  }
}
