// Hides the questions that hang on another answer of the same form until that answer is given; one that was refused
// stays in view.
const BEFORE_TODAY = 'before_today';

function today() {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(new Date());
}

function said(control, values) {
  const past = control?.type === 'date' && values.some((value) => value && value < today());
  return past ? [...values, BEFORE_TODAY] : values;
}

export function hideWhatIsNotAsked(form) {
  const questions = [...form.querySelectorAll('[data-only-if]')];
  if (!questions.length) return;
  const update = () => {
    const given = new FormData(form);
    for (const question of questions) {
      const wanted = JSON.parse(question.dataset.onlyIfValues);
      const other = form.querySelector(`[name="${CSS.escape(question.dataset.onlyIf)}"]`);
      const asked = !other?.closest('[hidden]') && said(other, given.getAll(question.dataset.onlyIf)).some((value) => wanted.includes(value));
      question.hidden = !asked && !question.querySelector('[aria-invalid="true"]');
    }
  };
  form.querySelectorAll('[data-only-if-words]').forEach((words) => words.classList.add('visually-hidden'));
  form.addEventListener('input', update);
  update();
}
