// How a diagram sits in its page: height, first view, buttons, wheel and finger. Knows nothing of cases.
import { word } from './words.js';

const MARGIN = 24;
const READABLE = 0.8; // below this scale the names cannot be read; data-readable on the container says otherwise
const NARROW = 600; // px
const STEP = 1.3;

/** Gives the container the height of the drawing, and shows all of it, or its beginning where all would be too small. */
export function settle(viewer, container, start) {
  const canvas = viewer.get('canvas');
  const { inner } = canvas.viewbox();
  const scale = Math.min(1, (container.clientWidth - 2 * MARGIN) / Math.max(inner.width, 1));
  const shown = Math.max(scale, readable(container));
  const height = Math.min(Math.max(inner.height * shown + 2 * MARGIN, 240), window.innerHeight * 0.75);
  container.style.height = `${Math.round(height)}px`;
  canvas.resized();
  showReadably(viewer, container, start);
}

/** Shows the whole drawing, or the surroundings of `start` where the whole would be too small to read. `covered`: px at
 * the left that something lies over. */
export function showReadably(viewer, container, start, covered = 0) {
  const canvas = viewer.get('canvas');
  showAll(viewer, covered);
  if (canvas.zoom() >= readable(container)) return;
  beginAt(canvas, start ?? leftmost(viewer), readable(container));
  canvas.scroll({ dx: covered, dy: 0 });
}

function readable(container) {
  // On a telephone there is no looking closer by a wheel: names have to be readable at once.
  return container.clientWidth < NARROW ? READABLE : Number(container.dataset.readable ?? READABLE);
}

/** Shows the whole drawing with a margin, never enlarged. */
export function showAll(viewer, covered = 0) {
  const canvas = viewer.get('canvas');
  const { inner, outer } = canvas.viewbox();
  const scale = Math.min(1, (outer.width - covered) / (inner.width + 2 * MARGIN), outer.height / (inner.height + 2 * MARGIN));
  const width = outer.width / scale;
  const height = outer.height / scale;
  const hidden = covered / scale;
  canvas.viewbox({ x: inner.x - hidden - (width - hidden - inner.width) / 2, y: inner.y - (height - inner.height) / 2, width, height });
}

/** Turns to the page on which an element stands and brings it to the middle. */
export function showElement(viewer, id) {
  const element = viewer.get('elementRegistry').get(id);
  if (!element) return false;
  const canvas = viewer.get('canvas');
  const root = canvas.findRoot(element);
  if (root !== canvas.getRootElement()) canvas.setRootElement(root);
  const { outer, scale } = canvas.viewbox();
  const shown = Math.max(scale, READABLE);
  const [x, y] = element.waypoints ? [element.waypoints[0].x, element.waypoints[0].y] : [element.x + element.width / 2, element.y + element.height / 2];
  const width = outer.width / shown;
  const height = outer.height / shown;
  canvas.viewbox({ x: x - width / 2, y: y - height / 2, width, height });
  return true;
}

function beginAt(canvas, element, scale) {
  const { inner, outer } = canvas.viewbox();
  const width = outer.width / scale;
  const height = outer.height / scale;
  const middle = element ? { x: element.x + element.width / 2, y: element.y + element.height / 2 } : inner;
  const within = (value, low, high) => Math.max(low, Math.min(value, Math.max(low, high)));
  canvas.viewbox({
    x: within(middle.x - width / 2, inner.x - MARGIN, inner.x + inner.width + MARGIN - width),
    y: within(middle.y - height / 2, inner.y - MARGIN, inner.y + inner.height + MARGIN - height),
    width,
    height,
  });
}

function leftmost(viewer) {
  const root = viewer.get('canvas').getRootElement();
  const shapes = viewer.get('elementRegistry').filter((e) => e.type === 'bpmn:StartEvent' && viewer.get('canvas').findRoot(e) === root);
  return shapes.sort((a, b) => a.x - b.x)[0];
}

/** Real buttons for what the wheel does: the canvas itself is for the mouse only. */
export function addButtons(viewer, container, language) {
  const canvas = viewer.get('canvas');
  const bar = document.createElement('div');
  bar.className = 'diagram-tools';
  bar.setAttribute('role', 'group');
  bar.setAttribute('aria-label', word('tools', language));
  const deeds = [
    ['zoomIn', '＋', () => canvas.zoom(Math.min(canvas.zoom() * STEP, 3))],
    ['zoomOut', '−', () => canvas.zoom(Math.max(canvas.zoom() / STEP, 0.1))],
    ['fit', '⤢', () => showAll(viewer)],
  ];
  for (const [name, sign, deed] of deeds) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = sign;
    button.title = word(name, language);
    button.setAttribute('aria-label', word(name, language));
    button.addEventListener('click', deed);
    bar.append(button);
  }
  container.append(bar);
}

/** Zooms with the wheel only while Ctrl is held, so that a page with a diagram can be scrolled. */
export function zoomWithCtrl(viewer, container) {
  container.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const box = container.getBoundingClientRect();
      viewer.get('zoomScroll').zoom(-event.deltaY / 100, { x: event.clientX - box.left, y: event.clientY - box.top });
    },
    { passive: false },
  );
}

/** A finger moves the drawing sideways; up and down it scrolls the page (`touch-action: pan-y`). */
export function moveByFinger(viewer, container) {
  let last = null;
  container.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'touch') last = event.clientX;
  });
  container.addEventListener('pointermove', (event) => {
    if (last === null || event.pointerType !== 'touch') return;
    viewer.get('canvas').scroll({ dx: event.clientX - last, dy: 0 });
    last = event.clientX;
  });
  for (const end of ['pointerup', 'pointercancel']) container.addEventListener(end, () => (last = null));
}

/** Keeps diagrams that show the same page at the same place. */
export function keepInStep(viewers) {
  let busy = false;
  const showsSame = (a, b) => a.get('canvas').getRootElement().id === b.get('canvas').getRootElement().id;
  for (const moved of viewers) {
    moved.on('canvas.viewbox.changed', ({ viewbox }) => {
      if (busy) return;
      busy = true;
      const { x, y, width, height } = viewbox;
      for (const other of viewers) if (other !== moved && showsSame(moved, other)) other.get('canvas').viewbox({ x, y, width, height });
      busy = false;
    });
  }
}
