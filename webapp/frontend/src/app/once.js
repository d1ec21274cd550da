// A second click on the same button sends nothing; the server would refuse it, but nobody should be frightened.
export function sendOnce(root) {
  root.addEventListener('submit', (event) => {
    const form = event.target;
    if (!('once' in form.dataset)) return;
    if (form.dataset.once === 'sent') return event.preventDefault();
    form.dataset.once = 'sent';
    // only after the browser has collected the form: a disabled button would not be part of it
    setTimeout(() => buttons(form).forEach((button) => button.setAttribute('aria-disabled', 'true')));
  });
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) root.querySelectorAll('form[data-once]').forEach(free);
  });
}

const buttons = (form) => form.querySelectorAll('button');

function free(form) {
  form.dataset.once = '';
  buttons(form).forEach((button) => button.removeAttribute('aria-disabled'));
}
