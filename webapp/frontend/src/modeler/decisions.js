// A decision: a service task with a handler directly before an exclusive gateway, whose flows carry the outcomes.
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';
import { operatorOf } from './operators.js';

/** The service task with an operator directly before an exclusive gateway, or null. */
export function taskBefore(gateway) {
  const incoming = gateway.incoming ?? [];
  if (!is(gateway, 'bpmn:ExclusiveGateway') || incoming.length !== 1) return null;
  const source = incoming[0].source;
  return is(source, 'bpmn:ServiceTask') && operatorOf(source) ? source : null;
}

/** Outcomes that a flow carries, in their order. */
export function outcomesOf(flow) {
  return (getBusinessObject(flow).get('nintei:outcomes') ?? '').split(/\s+/).filter(Boolean);
}

/** The flow out of the same gateway that carries an outcome, or undefined. */
export function flowWith(outcome, gateway) {
  return gateway.outgoing.find((flow) => outcomesOf(flow).includes(outcome));
}

/** Puts an outcome on a flow and takes it from the others of its gateway (or takes it off), as one step of undo. */
export function routeOutcome(flow, outcome, here, known, commandStack) {
  const commands = [];
  const write = (target, outcomes) =>
    commands.push({
      cmd: 'element.updateProperties',
      context: { element: target, properties: { 'nintei:outcomes': outcomes.length ? outcomes.join(' ') : undefined } },
    });
  for (const other of flow.source.outgoing) {
    const carried = outcomesOf(other);
    if (other === flow && here) write(other, inOrder([...carried, outcome], known));
    else if (carried.includes(outcome)) write(other, carried.filter((each) => each !== outcome));
  }
  if (commands.length) commandStack.execute('properties-panel.multi-command-executor', commands);
}

function inOrder(outcomes, known) {
  const rank = (outcome) => (known.includes(outcome) ? known.indexOf(outcome) : known.length);
  return [...new Set(outcomes)].sort((a, b) => rank(a) - rank(b));
}
