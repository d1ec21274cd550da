// Where somebody without a mouse or without eyes begins on a new page: at what is wrong, or at what became of their deed.
export function beginWhereItMatters() {
  const wrong = document.getElementById('problems');
  if (wrong) return wrong.focus();
  if (location.hash || document.querySelector('[autofocus]')) return;
  document.querySelector('main > .notice[role="status"]')?.focus({ preventScroll: true });
}
