// The handler or effect of a service task: spiffworkflow:serviceTaskOperator in its extension elements. Every change is
// one step of undo, and keeps the order of what is there.
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';

const OPERATOR = 'spiffworkflow:ServiceTaskOperator';

export function operatorOf(element) {
  const extensions = getBusinessObject(element).get('extensionElements');
  return extensions?.get('values').find((value) => is(value, OPERATOR));
}

/** [{id, value}] of the parameters, in their order. */
export function parametersOf(operator) {
  return (operator?.get('parameterList')?.get('parameters') ?? []).map((p) => ({ id: p.get('id'), value: p.get('value') ?? '' }));
}

const left = new WeakMap(); // element -> what it passed to each handler that it has had since the page was opened

/**
 * Names the handler. What the new one takes is kept, and what it was passed before another was chosen comes back; what
 * was changed meanwhile wins. No name: the operator is removed.
 */
export function setHandler(element, name, inputs, services) {
  const before = operatorOf(element);
  const passed = parametersOf(before);
  const known = left.get(element) ?? new Map();
  left.set(element, known);
  if (before) known.set(before.get('id'), passed);
  if (!name) return replace(element, null, services);
  const values = new Map([...(known.get(name) ?? []), ...passed].map(({ id, value }) => [id, value]));
  const parameters = [...values].filter(([id]) => inputs.includes(id)).map(([id, value]) => ({ id, value }));
  return replace(element, { name, parameters }, services);
}

/** Sets one parameter to an expression; an empty one removes it. */
export function setParameter(element, id, value, services) {
  const operator = operatorOf(element);
  const parameters = parametersOf(operator);
  const at = parameters.findIndex((parameter) => parameter.id === id);
  const next = value ? [{ id, value }] : [];
  parameters.splice(at < 0 ? parameters.length : at, at < 0 ? 0 : 1, ...next);
  return replace(element, { name: operator.get('id'), parameters }, services);
}

function replace(element, wanted, { bpmnFactory, modeling }) {
  const task = getBusinessObject(element);
  const values = task.get('extensionElements')?.get('values').slice() ?? [];
  const at = values.findIndex((value) => is(value, OPERATOR));
  const operator = wanted && build(task, wanted, bpmnFactory);
  values.splice(at < 0 ? values.length : at, at < 0 ? 0 : 1, ...(operator ? [operator] : []));
  const extensions = values.length ? bpmnFactory.create('bpmn:ExtensionElements', { values }) : undefined;
  for (const value of values) value.$parent = extensions;
  if (extensions) extensions.$parent = task;
  modeling.updateProperties(element, { extensionElements: extensions });
}

function build(task, { name, parameters }, bpmnFactory) {
  const operator = bpmnFactory.create(OPERATOR, { id: name, resultVariable: task.get('id') });
  if (!parameters.length) return operator;
  const list = bpmnFactory.create('spiffworkflow:Parameters');
  const items = parameters.map(({ id, value }) => bpmnFactory.create('spiffworkflow:Parameter', { id, type: 'any', value }));
  for (const item of items) item.$parent = list;
  list.set('parameters', items);
  list.$parent = operator;
  operator.set('parameterList', list);
  return operator;
}

/** When the id of a service task changes, the name of its result follows: expressions name a step by its id. */
export function ResultFollowsId(eventBus, modeling) {
  eventBus.on('commandStack.element.updateProperties.postExecuted', ({ context }) => {
    const { element, properties } = context;
    const operator = properties.id && is(element, 'bpmn:ServiceTask') && operatorOf(element);
    if (operator && operator.get('resultVariable') !== properties.id) {
      modeling.updateModdleProperties(element, operator, { resultVariable: properties.id });
    }
  });
}
ResultFollowsId.$inject = ['eventBus', 'modeling'];
