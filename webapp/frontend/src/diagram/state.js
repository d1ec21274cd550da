// Paints what is the case onto a diagram: where cases wait, what is done, what failed, what changed.
// A collapsed sub-process shows what lies within it. Colour never speaks alone: every mark has a sign or a number.
import { getBusinessObject, is, isAny } from 'bpmn-js/lib/util/ModelUtil';
import { word } from './words.js';

const CHANGES = { added: '＋', removed: '−', changed: '✎', moved: '↔' };
const HEAT_LEVELS = 5;
const AT_TOP_LEFT = { top: -14, left: -10 };

/** The collapsed sub-processes around a step, the closest first. */
export function shownAncestors(registry, id) {
  const found = [];
  const element = registry.get(id);
  let node = element && getBusinessObject(element).$parent;
  for (; node; node = node.$parent) {
    const shape = is(node, 'bpmn:SubProcess') && registry.get(node.id);
    if (shape && registry.get(`${node.id}_plane`)) found.push(node.id);
  }
  return found;
}

/** Adds the counts of steps to the collapsed sub-processes around them. */
export function rollUp(counts, parentsOf) {
  const total = { ...counts };
  for (const [step, count] of Object.entries(counts)) {
    for (const parent of parentsOf(step)) total[parent] = (total[parent] ?? 0) + count;
  }
  return total;
}

/** The level of heat, 1 to 5, of a number among numbers up to `most`. */
export function heatLevel(count, most) {
  return Math.min(HEAT_LEVELS, Math.max(1, Math.ceil((count / Math.max(most, 1)) * HEAT_LEVELS)));
}

function badge(kind, text, title) {
  const element = document.createElement('span');
  element.className = `badge-${kind}`;
  element.textContent = text;
  if (title) element.title = title;
  return element;
}

/** Paints `state` and returns the kinds of marks that were used, for the legend. */
export function paint(viewer, state, language) {
  const canvas = viewer.get('canvas');
  const overlays = viewer.get('overlays');
  const registry = viewer.get('elementRegistry');
  const used = new Set();
  const parentsOf = (id) => shownAncestors(registry, id);
  const nodes = (ids) => [...new Set(ids)].filter((id) => registry.get(id));
  const withParents = (ids) => nodes((ids ?? []).flatMap((id) => [id, ...parentsOf(id)]));
  const put = (id, kind, position, html) => overlays.add(id, kind, { position, html, scale: { min: 0.7, max: 1.2 }, show: { minZoom: 0 } });

  for (const id of nodes(state.done ?? [])) {
    canvas.addMarker(id, 'is-done');
    used.add('done');
  }

  for (const [id, count] of Object.entries(rollUp(state.tokens ?? {}, parentsOf))) {
    if (!registry.get(id) || !count) continue;
    canvas.addMarker(id, 'is-active');
    const text = count > 1 ? String(count) : word('now', language);
    put(id, 'token', AT_TOP_LEFT, badge('token', text, `${count}${word('tokens', language)}`));
    used.add('active');
  }

  // counted by the server for sub-processes too: a case that stands at two steps of one is one case
  const heat = state.heat ?? {};
  const most = Math.max(0, ...Object.values(heat));
  for (const [id, count] of Object.entries(heat)) {
    if (!registry.get(id) || !count) continue;
    canvas.addMarker(id, `heat-${heatLevel(count, most)}`);
    put(id, 'token', AT_TOP_LEFT, badge('token', String(count), `${count}${word('tokens', language)}`));
    used.add('heat');
  }

  for (const [id, age] of Object.entries(state.ages ?? {})) {
    if (!registry.get(id)) continue;
    put(id, 'age', { bottom: 10, left: -10 }, badge('age', age));
    used.add('age');
  }

  for (const id of withParents(state.faults)) {
    canvas.addMarker(id, 'is-fault');
    put(id, 'fault', { top: -14, right: 14 }, badge('fault', '!', word('fault', language)));
    used.add('fault');
  }

  for (const [kind, sign] of Object.entries(CHANGES)) {
    for (const id of withParents(state[kind])) {
      const element = registry.get(id);
      canvas.addMarker(id, `is-${kind}`);
      if (!element.waypoints && !isAny(element, ['bpmn:Participant', 'bpmn:Process', 'bpmn:Collaboration'])) {
        put(id, 'change', { top: -12, left: -10 }, badge(kind, sign, word(kind, language)));
      }
      used.add(kind);
    }
  }
  return used;
}

/** What the marks on this diagram mean, for those that are there. */
export function legend(used, language) {
  const list = document.createElement('ul');
  list.className = 'diagram-legend';
  list.setAttribute('aria-label', word('legend', language));
  for (const kind of ['active', 'done', 'heat', 'age', 'fault', ...Object.keys(CHANGES)]) {
    if (!used.has(kind)) continue;
    const item = document.createElement('li');
    item.className = `legend-${kind}`;
    item.textContent = word(kind, language);
    list.append(item);
  }
  return list;
}
