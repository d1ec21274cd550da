// bpmn-js in the reader's language. A key without a translation is collected, so that a test can name it.

/** A module for bpmn-js, and the set of keys that `dictionary` lacked. No dictionary: the words stay English. */
export function translation(dictionary) {
  const missing = new Set();
  function translate(template, replacements = {}) {
    const known = dictionary && Object.hasOwn(dictionary, template);
    if (dictionary && !known) missing.add(template);
    const text = known ? dictionary[template] : template;
    return String(text).replace(/{([^}]+)}/g, (place, key) => replacements[key] ?? place);
  }
  return { module: { translate: ['value', translate] }, missing };
}
