// Keeps what is typed into a task's form on the server, valid or not, a moment after the last key.
const PAUSE = 1200; // ms without a key
const AGAIN = 10_000; // ms until the next try after a failure

// Files go with the form itself: sending one again with every pause would be slow, and nobody asked for it yet.
function whatIsTyped(form) {
  const typed = new FormData(form);
  form.querySelectorAll('input[type="file"]').forEach((input) => typed.delete(input.name));
  return typed;
}

export function saveWhileTyping(form) {
  const said = form.querySelector('[data-saved]');
  let timer = null;
  let dirty = false;
  let busy = false;

  const say = (words, failed = false) => {
    said.textContent = words;
    said.classList.toggle('saved--failed', failed);
  };
  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };

  async function save() {
    if (busy) return later(PAUSE);
    busy = true;
    dirty = false;
    try {
      const answer = await send();
      const body = await answer.json();
      if (answer.ok) return say(body.saved);
      say(body.message ?? said.dataset.failed, true);
      if (answer.status === 401 || answer.status >= 500) retry();
    } catch {
      say(said.dataset.failed, true);
      retry();
    } finally {
      busy = false;
    }
  }

  const retry = () => {
    dirty = true;
    later(AGAIN);
  };
  const send = (more = {}) =>
    fetch(form.dataset.autosave, {
      method: 'POST',
      body: whatIsTyped(form),
      headers: { 'X-Nintei-Script': '1', Accept: 'application/json' },
      ...more,
    });

  form.addEventListener('input', () => {
    dirty = true;
    later(PAUSE);
  });
  form.addEventListener('submit', () => {
    dirty = false;
    clearTimeout(timer);
  });
  window.addEventListener('pagehide', () => {
    if (dirty) send({ keepalive: true }).catch(() => {});
  });
}
