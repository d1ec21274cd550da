// Given a draft that saves itself, when the server, the network or another person gets in the way, then nothing is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Saving } from '../../webapp/frontend/src/modeler/saving.js';

const reply = (status, body, more = {}) => ({ status, ok: status < 400, redirected: false, json: async () => body, ...more });

function begin(...replies) {
  const sent = [];
  const told = [];
  const saving = new Saving({
    url: '/draft',
    revision: 3,
    csrf: 'token',
    draw: async () => `<xml ${sent.length}/>`,
    tell: (state, facts) => told.push([state, facts]),
    send: async (url, request) => {
      sent.push(JSON.parse(request.body));
      const next = replies.shift();
      if (next instanceof Error) throw next;
      return typeof next === 'function' ? next() : next;
    },
  });
  const states = () => told.map(([state]) => state);
  return { saving, sent, states, told, stop: () => clearTimeout(saving.timer) };
}

test('a change is saved with the revision that was seen, and the next with the one that was answered', async () => {
  const { saving, sent, states } = begin(reply(200, { revision: 4, at: '12:00' }), reply(200, { revision: 5, at: '12:01' }));
  saving.changed();
  assert.equal(await saving.flush(), true);
  saving.changed();
  assert.equal(await saving.flush(), true);
  assert.deepEqual(sent.map(({ revision }) => revision), [3, 4]);
  assert.deepEqual(states(), ['unsaved', 'saving', 'saved', 'unsaved', 'saving', 'saved']);
});

test('nothing is sent where nothing changed', async () => {
  const { saving, sent } = begin();
  assert.equal(await saving.flush(), true);
  assert.equal(sent.length, 0);
});

test('what changes while a save is under way is saved after it', async () => {
  const during = () => {
    setup.saving.changed();
    return reply(200, { revision: 4, at: '12:00' });
  };
  const setup = begin(during, reply(200, { revision: 5, at: '12:00' }));
  setup.saving.changed();
  assert.equal(await setup.saving.flush(), true);
  assert.equal(setup.sent.length, 2);
  assert.equal(setup.saving.dirty, false);
});

test('two calls at once send one request at a time', async () => {
  let open = 0;
  const slowly = () => new Promise((resolve) => {
    open += 1;
    assert.equal(open, 1);
    setTimeout(() => {
      open -= 1;
      resolve(reply(200, { revision: 4, at: '12:00' }));
    }, 5);
  });
  const { saving, sent } = begin(slowly, slowly);
  saving.changed();
  assert.deepEqual(await Promise.all([saving.flush(), saving.flush()]), [true, true]);
  assert.equal(sent.length, 1);
});

for (const [name, answer, state] of [
  ['without a network', new TypeError('fetch failed'), 'offline'],
  ['when the server fails', reply(500, {}), 'offline'],
  ['when the session is over', reply(401, { message: 'x' }), 'signedOut'],
  ['when the answer is a page for signing in', reply(200, null, { redirected: true }), 'signedOut'],
]) {
  test(`${name} the change is kept and tried again`, async () => {
    const { saving, states, stop } = begin(answer, reply(200, { revision: 4, at: '12:00' }));
    saving.changed();
    assert.equal(await saving.flush(), false);
    assert.equal(saving.dirty, true);
    assert.equal(states().at(-1), state);
    assert.notEqual(saving.timer, null);
    assert.equal(await saving.flush(), true);
    stop();
  });
}

test('a draft that somebody else changed is not overwritten, then or later', async () => {
  const { saving, sent, told } = begin(reply(409, { message: 'by A' }));
  saving.changed();
  assert.equal(await saving.flush(), false);
  assert.deepEqual(told.at(-1), ['conflict', { message: 'by A' }]);
  saving.changed();
  assert.equal(await saving.flush(), false);
  assert.equal(sent.length, 1);
});

test('a refusal is said in its own words and not tried again by itself', async () => {
  const { saving, told } = begin(reply(422, { message: 'too large' }));
  saving.changed();
  clearTimeout(saving.timer);
  assert.equal(await saving.flush(), false);
  assert.deepEqual(told.at(-1), ['refused', { message: 'too large' }]);
});
