// The draft saves itself: a moment after a change, one request at a time, with the revision that was seen. What cannot be
// saved stays on the page and is tried again; nothing is ever thrown away silently.
const AFTER_A_CHANGE = 800; // ms
const TRY_AGAIN = 8000; // ms

/** @typedef {'saved'|'unsaved'|'saving'|'offline'|'signedOut'|'refused'|'conflict'} SavingState */

export class Saving {
  /**
   * @param {object} options url, revision, csrf token, `draw()` -> XML, `tell(state, facts)`, and `send` for tests
   */
  constructor({ url, revision, csrf, draw, tell, send = fetch.bind(globalThis) }) {
    Object.assign(this, { url, revision, csrf, draw, tell, send });
    this.changes = 0; // made so far
    this.kept = 0; // of them saved
    this.running = null;
    this.timer = null;
    this.stopped = false;
  }

  get dirty() {
    return this.changes !== this.kept;
  }

  changed() {
    if (this.stopped) return;
    this.changes += 1;
    this.tell('unsaved', {});
    this.#later(AFTER_A_CHANGE);
  }

  /** Saves what is not saved yet; resolves to whether all of it is. */
  async flush() {
    clearTimeout(this.timer);
    if (this.running) await this.running;
    while (this.dirty && !this.stopped) {
      this.running = this.#once();
      const done = await this.running;
      this.running = null;
      if (!done) return false;
    }
    return !this.dirty;
  }

  #later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  async #once() {
    const reached = this.changes;
    this.tell('saving', {});
    let answer;
    try {
      const body = JSON.stringify({ xml: await this.draw(), revision: this.revision });
      answer = await this.send(this.url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': this.csrf },
        body,
      });
    } catch {
      return this.#failed('offline', {});
    }
    const facts = await answer.json().catch(() => null);
    if (answer.redirected || answer.status === 401 || (facts === null && answer.ok)) return this.#failed('signedOut', {});
    if (answer.status === 409) {
      this.stopped = true;
      this.tell('conflict', facts ?? {});
      return false;
    }
    if (answer.status >= 500) return this.#failed('offline', {});
    if (!answer.ok) {
      this.tell('refused', { message: facts?.message ?? String(answer.status) });
      return false;
    }
    this.revision = facts.revision;
    this.kept = reached;
    this.tell(this.dirty ? 'unsaved' : 'saved', facts);
    return true;
  }

  #failed(state, facts) {
    this.tell(state, facts);
    this.#later(TRY_AGAIN);
    return false;
  }
}
