// What bpmn-js-i18n does not translate into Japanese yet. A browser test asserts that nothing is missing.
export default {};
