// Hides the questions that hang on another answer of the same form until that answer is given.
export function hideWhatIsNotAsked(form) {
  const questions = [...form.querySelectorAll('[data-only-if]')];
  if (!questions.length) return;
  const update = () => {
    const given = new FormData(form);
    for (const question of questions) {
      const wanted = JSON.parse(question.dataset.onlyIfValues);
      const other = form.querySelector(`[name="${CSS.escape(question.dataset.onlyIf)}"]`);
      const asked = !other?.closest('[hidden]') && given.getAll(question.dataset.onlyIf).some((value) => wanted.includes(value));
      question.hidden = !asked;
    }
  };
  form.querySelectorAll('[data-only-if-words]').forEach((words) => words.classList.add('visually-hidden'));
  form.addEventListener('input', update);
  update();
}
