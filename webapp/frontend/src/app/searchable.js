// A text field above a long list of choices; it leaves only those that contain every word typed.
export function searchOptions(select) {
  const options = [...select.querySelectorAll('option')].filter((option) => option.value);
  if (options.length < 8) return;
  const field = document.createElement('input');
  field.type = 'search';
  field.className = 'operator-search';
  field.setAttribute('aria-label', select.dataset.searchLabel);
  field.placeholder = select.dataset.searchLabel;
  field.autocomplete = 'off';
  select.before(field);

  const key = (text) => text.normalize('NFKC').toLowerCase();
  const words = new Map(options.map((option) => [option, key(`${option.parentElement.label ?? ''} ${option.textContent}`)]));
  field.addEventListener('input', () => {
    const wanted = key(field.value).split(/\s+/).filter(Boolean);
    for (const option of options) {
      const hit = option.selected || wanted.every((word) => words.get(option).includes(word));
      option.hidden = option.disabled = !hit;
    }
    for (const group of select.querySelectorAll('optgroup')) {
      group.hidden = [...group.children].every((option) => option.hidden);
    }
    const hits = options.filter((option) => !option.hidden);
    if (wanted.length && hits.length === 1 && !hits[0].selected) {
      select.value = hits[0].value;
      select.dispatchEvent(new Event('input', { bubbles: true }));
    }
  });
}
