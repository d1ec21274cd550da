// Lists bring themselves up to date every 15 s and when the page is looked at again. An unchanged list costs a 304.
// data-refresh="notice": the region is only shown when something has changed, so that nobody loses their place.
const EVERY = 15_000; // ms

export function refreshLists() {
  if (!region()) return;
  setInterval(() => document.visibilityState === 'visible' && refresh(), EVERY);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && refresh());
  window.addEventListener('focus', refresh);
}

const region = () => document.querySelector('[data-refresh]');
let busy = false;

async function refresh() {
  const shown = region();
  if (!shown || busy || isInUse(shown)) return;
  busy = true;
  try {
    const answer = await fetch(location.href, {
      headers: { 'If-None-Match': `"${shown.dataset.etag}"`, 'X-Nintei-Refresh': '1' },
      cache: 'no-store',
    });
    if (answer.status === 200) replace(shown, await answer.text());
  } catch {
    // the next round tries again
  } finally {
    busy = false;
  }
}

const isInUse = (shown) => shown.contains(document.activeElement) && document.activeElement.matches('input, select, textarea');

function replace(shown, text) {
  if (shown.dataset.refresh === 'notice') return (shown.hidden = false);
  const fresh = new DOMParser().parseFromString(text, 'text/html').getElementById(shown.id);
  if (!fresh || isInUse(shown)) return;
  const held = shown.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
  shown.replaceWith(fresh);
  window.htmx?.process(fresh);
  if (held) fresh.querySelector(`a[href="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
}
