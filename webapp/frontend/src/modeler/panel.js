// What a process owner sets on an element, in the words of casework. Adds to the groups that bpmn-js brings (name, timer,
// message, repetition …); leaves out the ones that the engine does not know.
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';
import { flowWith, outcomesOf, routeOutcome, taskBefore } from './decisions.js';
import { UNITS, formatDuration, isDuration, parseDuration } from './duration.js';
import { choice, count, note, text, tick } from './entries.js';
import { operatorOf, parametersOf, setHandler, setParameter } from './operators.js';
import { phrase } from './words.js';

const UNIT_WORDS = { D: 'days', W: 'weeks', H: 'hours' };
/** The lane of a step, or of the sub-process around it. */
function laneOf(step) {
  for (let inside = step; inside; inside = inside.$parent) {
    const [lane] = inside.get?.('lanes') ?? [];
    if (lane) return lane;
  }
  return undefined;
}


export class CasePanel {
  constructor(propertiesPanel, injector, catalogue) {
    this.catalogue = catalogue;
    this.language = catalogue.lang;
    this.services = {
      bpmnFactory: injector.get('bpmnFactory'),
      commandStack: injector.get('commandStack'),
      elementRegistry: injector.get('elementRegistry'),
      modeling: injector.get('modeling'),
    };
    propertiesPanel.registerProvider(500, this);
  }

  getGroups(element) {
    return (groups) => {
      const [general, ...rest] = groups;
      const ours = [
        this.#group('lane', this.#lane(element)),
        this.#group('task', this.#task(element)),
        this.#group('excludes', this.#excludes(element), false),
        this.#group('decision', this.#handler(element)),
        this.#group('inputs', this.#inputs(element)),
        this.#group('routing', this.#routing(element)),
        this.#group('form', this.#form(element)),
      ].filter(Boolean);
      if (general) this.#addEnglishName(general, element);
      return [general, ...ours, ...rest].filter(Boolean);
    };
  }

  #say(name, facts) {
    return phrase(this.language, name, facts);
  }

  #text(both) {
    return (this.language === 'en' && both.en) || both.ja;
  }

  #name(model) {
    return (this.language === 'en' && model.get('nintei:name_en')) || model.get('name') || model.get('id');
  }

  /** Words with notes in brackets, as the language sets them. */
  #aside(words, ...notes) {
    const given = notes.filter(Boolean);
    if (!given.length) return words;
    return this.language === 'en' ? `${words} (${given.join(', ')})` : `${words}（${given.join('・')}）`;
  }

  #defined(outcome) {
    return `${outcome.value}${this.language === 'en' ? ': ' : '：'}${this.#text(outcome)}`;
  }

  #group(id, entries, shouldOpen = true) {
    return entries.length > 0 && { id: `nintei-${id}`, label: this.#say(id), entries, shouldOpen };
  }

  #addEnglishName(general, element) {
    general.shouldOpen = true;
    const at = general.entries.findIndex((entry) => entry.id === 'name');
    if (at < 0) return;
    const entry = text('nintei-name-en', { element, label: this.#say('nameEn'), attribute: 'nintei:name_en' });
    general.entries.splice(at + 1, 0, entry);
  }

  #lane(element) {
    if (!is(element, 'bpmn:Lane')) return [];
    const options = this.catalogue.roles.map((role) => ({ value: role.id, label: this.#text(role) }));
    return [
      choice('nintei-role', {
        element,
        label: this.#say('role'),
        description: this.#say('roleHint'),
        options: [{ value: '', label: this.#say('none') }, ...options],
        get: () => getBusinessObject(element).get('nintei:role') ?? '',
        set: (value) => this.services.modeling.updateProperties(element, { 'nintei:role': value || undefined }),
      }),
    ];
  }

  #task(element) {
    if (!is(element, 'bpmn:UserTask')) return [];
    return [
      note('nintei-role-of', { element, title: this.#roleOf(element) }),
      ...this.#due(element),
      text('nintei-blind', { element, label: this.#say('blind'), description: this.#say('blindHint'), attribute: 'nintei:blind' }),
      text('nintei-qualification', {
        element,
        label: this.#say('qualification'),
        description: this.#say('qualificationHint'),
        attribute: 'nintei:qualification',
      }),
      this.#correction(element),
    ];
  }

  #correction(element) {
    const now = () => getBusinessObject(element).get('nintei:correction') ?? '';
    const known = ['', 'second_person'];
    const options = [
      { value: '', label: this.#say('correctedAlone') },
      { value: 'second_person', label: this.#say('correctedByTwo') },
      ...(known.includes(now()) ? [] : [{ value: now(), label: now() }]),
    ];
    return choice('nintei-correction', {
      element,
      label: this.#say('correction'),
      options,
      get: now,
      set: (value) => this.services.modeling.updateProperties(element, { 'nintei:correction': value || undefined }),
    });
  }

  #roleOf(element) {
    const lane = laneOf(getBusinessObject(element));
    const id = lane?.get('nintei:role');
    const role = this.catalogue.roles.find((each) => each.id === id);
    if (!id) return this.#say('noRole');
    return this.#say('roleOfTask', { role: role ? this.#text(role) : id, lane: this.#name(lane) });
  }

  #due(element) {
    const now = () => getBusinessObject(element).get('nintei:due');
    const write = (due) => this.services.modeling.updateProperties(element, { 'nintei:due': due });
    const parsed = parseDuration(now());
    if (!parsed) {
      const check = (value) => (isDuration(value) ? undefined : this.#say('dueTextWrong'));
      return [text('nintei-due-text', { element, label: this.#say('dueText'), attribute: 'nintei:due', check })];
    }
    return [
      count('nintei-due', {
        element,
        label: this.#say('due'),
        description: this.#say('dueHint'),
        wrong: this.#say('dueWrong'),
        get: () => parseDuration(now())?.count ?? undefined,
        set: (value) => write(formatDuration(value, parseDuration(now())?.unit ?? 'D')),
      }),
      ...(parsed.count === null ? [] : [
        choice('nintei-due-unit', {
          element,
          label: this.#say('dueUnit'),
          options: UNITS.map((unit) => ({ value: unit, label: this.#say(UNIT_WORDS[unit]) })),
          get: () => parseDuration(now())?.unit ?? 'D',
          set: (unit) => write(formatDuration(parseDuration(now())?.count, unit)),
        }),
      ]),
    ];
  }

  #excludes(element) {
    if (!is(element, 'bpmn:UserTask')) return [];
    const others = this.services.elementRegistry.filter((each) => is(each, 'bpmn:UserTask') && each !== element && !each.labelTarget);
    const now = () => (getBusinessObject(element).get('nintei:excludes') ?? '').split(/\s+/).filter(Boolean);
    return others.map((other) =>
      tick(`nintei-excludes-${other.id}`, {
        element,
        label: this.#say('excludesEntry', { step: this.#name(getBusinessObject(other)) }),
        get: () => now().includes(other.id),
        set: (on) => {
          const kept = now().filter((id) => id !== other.id);
          const all = on ? [...kept, other.id] : kept;
          this.services.modeling.updateProperties(element, { 'nintei:excludes': all.join(' ') || undefined });
        },
      }),
    );
  }

  #known(name) {
    return [...this.catalogue.handlers, ...this.catalogue.effects].find((each) => each.name === name);
  }

  #handler(element) {
    if (!is(element, 'bpmn:ServiceTask')) return [];
    const name = operatorOf(element)?.get('id') ?? '';
    const known = this.#known(name);
    const option = (each) => ({ value: each.name, label: this.#aside(this.#text(each), each.name) });
    const options = [
      { value: '', label: this.#say('none') },
      ...(name && !known ? [{ value: name, label: this.#say('unknownHandler', { name }) }] : []),
      { label: this.#say('rules'), children: this.catalogue.handlers.map(option) },
      { label: this.#say('effects'), children: this.catalogue.effects.map(option) },
    ];
    const outcomes = (known?.outcomes ?? []).map((each) => this.#defined(each));
    return [
      choice('nintei-handler', {
        element,
        label: this.#say('handler'),
        options,
        get: () => operatorOf(element)?.get('id') ?? '',
        set: (value) => setHandler(element, value, (this.#known(value)?.inputs ?? []).map((input) => input.name), this.services),
      }),
      ...(outcomes.length ? [note('nintei-outcomes-of', { element, title: this.#say('outcomes'), lines: outcomes })] : []),
    ];
  }

  #inputs(element) {
    const operator = is(element, 'bpmn:ServiceTask') && operatorOf(element);
    if (!operator) return [];
    const declared = this.#known(operator.get('id'))?.inputs ?? [];
    const strangers = parametersOf(operator).filter(({ id }) => !declared.some((input) => input.name === id));
    const entry = (id, label, description) =>
      text(`nintei-input-${id}`, {
        element,
        label,
        description,
        monospace: true,
        get: () => parametersOf(operatorOf(element)).find((parameter) => parameter.id === id)?.value,
        set: (value) => setParameter(element, id, value, this.services),
      });
    return [
      ...declared.map((input, index) => {
        const need = this.#say(input.required ? 'required' : 'optional');
        const choices = input.choices?.length ? ` ${input.choices.join(' / ')}` : '';
        const hint = index === 0 ? this.#say('inputHint') : undefined;
        return entry(input.name, `${this.#aside(this.#text(input), input.name, need)}${choices}`, hint);
      }),
      ...strangers.map(({ id }) => entry(id, this.#say('unknownInput', { name: id }))),
    ];
  }

  #routing(element) {
    if (!is(element, 'bpmn:SequenceFlow') || !is(element.source, 'bpmn:ExclusiveGateway')) return [];
    const decision = taskBefore(element.source);
    const rule = decision && this.catalogue.handlers.find((each) => each.name === operatorOf(decision).get('id'));
    return rule?.outcomes.length ? this.#outcomes(element, rule) : this.#condition(element);
  }

  #outcomes(element, rule) {
    const known = rule.outcomes.map((outcome) => outcome.value);
    const extra = outcomesOf(element).filter((value) => !known.includes(value)).map((value) => ({ value, ja: '？', en: '?' }));
    return [
      note('nintei-outcomes', { element, title: this.#say('outcomesHere') }),
      ...[...rule.outcomes, ...extra].map((outcome) => {
        const holder = flowWith(outcome.value, element.source);
        const elsewhere = holder && holder !== element;
        const flow = elsewhere && (getBusinessObject(holder).get('name') || this.#say('namelessFlow'));
        return tick(`nintei-outcome-${outcome.value}`, {
          element,
          label: this.#aside(this.#defined(outcome), elsewhere && this.#say('takenBy', { flow })),
          get: () => outcomesOf(element).includes(outcome.value),
          set: (here) => routeOutcome(element, outcome.value, here, known, this.services.commandStack),
        });
      }),
    ];
  }

  #condition(element) {
    const { bpmnFactory, modeling } = this.services;
    const flow = getBusinessObject(element);
    const gateway = element.source;
    const isDefault = () => getBusinessObject(gateway).get('default') === flow;
    const entry = text('nintei-condition', {
      element,
      label: this.#say('condition'),
      description: this.#say('conditionHint'),
      monospace: true,
      get: () => flow.get('conditionExpression')?.get('body'),
      set: (body) => {
        const expression = body && bpmnFactory.create('bpmn:FormalExpression', { body });
        if (expression) expression.$parent = flow;
        modeling.updateProperties(element, { conditionExpression: expression });
      },
    });
    const fallback = tick('nintei-default', {
      element,
      label: this.#say('isDefault'),
      get: isDefault,
      set: (on) => modeling.updateProperties(gateway, { default: on ? flow : undefined }),
    });
    return isDefault() ? [fallback] : [entry, fallback];
  }

  #form(element) {
    if (!is(element, 'bpmn:UserTask')) return [];
    const form = this.catalogue.forms[element.id];
    const href = `${this.catalogue.urls.forms}/${encodeURIComponent(element.id)}`;
    if (!form) {
      const title = this.#say('formMissing', { id: element.id });
      return [note('nintei-form', { element, title, link: { href, words: this.#say('makeForm') } })];
    }
    const lines = form.fields.map((field) => this.#aside(this.#text(field), field.required && this.#say('required')));
    return [note('nintei-form', { element, title: this.#text(form), lines, link: { href, words: this.#say('editForm') } })];
  }
}
CasePanel.$inject = ['propertiesPanel', 'injector', 'config.catalogue'];
