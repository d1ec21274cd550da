// Undo and redo. A tidied diagram is opened anew, and its command stack begins again: what it was before is kept beside.
import { showReadably } from '../diagram/canvas.js';

export class History {
  /** @param {object} options container of the drawing, px of it that are `covered`, and `opened()` after a diagram was */
  constructor(modeler, { container, covered, opened }) {
    Object.assign(this, { modeler, container, covered, opened, before: [], after: [], running: false });
    this.stack = modeler.get('commandStack');
    modeler.on('commandStack.changed', ({ trigger }) => {
      if (trigger === 'execute') this.after = [];
    });
    const actions = modeler.get('editorActions'); // the keys call these
    for (const name of ['undo', 'redo']) {
      actions.unregister(name);
      actions.register(name, () => this[name]());
    }
  }

  get canUndo() {
    return this.stack.canUndo() || this.before.length > 0;
  }

  get canRedo() {
    return this.stack.canRedo() || this.after.length > 0;
  }

  async undo() {
    if (this.stack.canUndo()) this.stack.undo();
    else await this.#turn(this.before, this.after);
  }

  async redo() {
    if (this.stack.canRedo()) this.stack.redo();
    else await this.#turn(this.after, this.before);
  }

  /** Puts the diagram that `make(xml)` answers in the place of this one. Rejects with what went wrong; nothing is changed then. */
  async replace(make) {
    await this.#alone(async () => {
      const now = await this.#drawn();
      await this.#open(await make(now), now);
      this.before.push(now);
      this.after = [];
    });
    this.opened();
  }

  async #turn(from, to) {
    if (!from.length) return;
    await this.#alone(async () => {
      const now = await this.#drawn();
      await this.#open(from.at(-1), now);
      from.pop();
      to.push(now);
    });
    this.opened();
  }

  async #alone(deed) {
    if (this.running) return;
    this.running = true;
    try {
      await deed();
    } finally {
      this.running = false;
    }
  }

  async #drawn() {
    return (await this.modeler.saveXML({ format: true })).xml;
  }

  /** Opens a diagram on the same page as before; goes back to `now` where it cannot be opened whole. */
  async #open(xml, now) {
    const canvas = this.modeler.get('canvas');
    const page = canvas.getRootElement().id;
    const { warnings } = await this.modeler.importXML(xml);
    if (warnings.length) {
      await this.modeler.importXML(now);
      throw new Error(warnings[0].message);
    }
    const root = canvas.getRootElements().find((each) => each.id === page);
    if (root) canvas.setRootElement(root);
    showReadably(this.modeler, this.container, undefined, this.covered);
  }
}
