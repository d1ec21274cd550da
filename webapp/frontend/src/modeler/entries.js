// The fields of the properties panel that are ours. Each reads from the element and writes one step of undo.
import {
  CheckboxEntry, NumberFieldEntry, SelectEntry, TextFieldEntry,
  isCheckboxEntryEdited, isNumberFieldEntryEdited, isSelectEntryEdited, isTextFieldEntryEdited,
} from '@bpmn-io/properties-panel';
import { h } from '@bpmn-io/properties-panel/preact';
import { getBusinessObject } from 'bpmn-js/lib/util/ModelUtil';
import { useService } from 'bpmn-js-properties-panel';

const read = (element, attribute) => getBusinessObject(element).get(attribute);

/** A text kept in an attribute, or by `get` and `set`. `check(value)` returns what is wrong with it. */
function TextAttribute({ element, id, label, description, attribute, check, get, set, monospace }) {
  const modeling = useService('modeling');
  const debounce = useService('debounceInput');
  return h(TextFieldEntry, {
    element, id, label, description, debounce, monospace,
    getValue: () => (get ? get() : read(element, attribute)) ?? '',
    setValue: (value, error) => {
      if (error) return;
      const text = value?.trim() || undefined;
      if (set) set(text);
      else modeling.updateProperties(element, { [attribute]: text });
    },
    validate: (value) => (value && check ? check(value) : undefined),
  });
}

/** One of a list: `options` are {value, label} or groups {label, children}. */
function Choice({ element, id, label, description, options, get, set }) {
  return h(SelectEntry, { element, id, label, description, getOptions: () => options, getValue: get, setValue: set });
}

function Count({ element, id, label, description, get, set, wrong }) {
  const debounce = useService('debounceInput');
  return h(NumberFieldEntry, {
    element, id, label, description, debounce, min: 1, step: 1,
    getValue: get,
    setValue: (value, error) => error || set(value),
    validate: (value) => (value === undefined || value === '' || (Number.isInteger(Number(value)) && Number(value) > 0) ? undefined : wrong),
  });
}

function Tick({ element, id, label, description, get, set }) {
  return h(CheckboxEntry, { element, id, label, description, getValue: get, setValue: set });
}

/** A sentence or a list that cannot be edited here; `link` is {href, words} to where it can. */
function Note({ id, title, lines, link }) {
  return h(
    'div',
    { class: 'bio-properties-panel-entry panel-note', 'data-entry-id': id },
    title && h('p', null, title),
    lines?.length > 0 && h('ul', null, lines.map((line) => h('li', { key: line }, line))),
    link && h('p', null, h('a', { href: link.href, 'data-after-saving': true }, link.words)),
  );
}

export const text = (id, options) => ({ id, component: TextAttribute, isEdited: isTextFieldEntryEdited, ...options });
export const choice = (id, options) => ({ id, component: Choice, isEdited: isSelectEntryEdited, ...options });
export const count = (id, options) => ({ id, component: Count, isEdited: isNumberFieldEntryEdited, ...options });
export const tick = (id, options) => ({ id, component: Tick, isEdited: isCheckboxEntryEdited, ...options });
export const note = (id, options) => ({ id, component: Note, isEdited: () => false, ...options });
