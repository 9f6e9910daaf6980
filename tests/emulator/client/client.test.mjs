// The installed package against a service: run by ../test_javascript_client.py.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { connect, Refused, Service, Unreachable } from '@dragoman/client';
import WebSocket from 'ws';

const { DRAGOMAN_URL: url, SPEECH } = process.env;
const EN_PT = { source: 'en', target: 'pt', webSocket: WebSocket };
const recording = async (name) => new Blob([await readFile(`${SPEECH}/${name}.ogg`)]);

/** Connects, and closes the connection in the end. */
async function connected(t, options = {}) {
  const dragoman = await connect(url, { ...EN_PT, ...options });
  t.after(() => dragoman.close());
  return dragoman;
}

async function all(events) {
  const received = [];
  for await (const event of events) received.push(event);
  return received;
}

const types = (events) => events.map(({ type }) => type);

test('a recording becomes events in order, each once', async (t) => {
  const dragoman = await connected(t);
  const message = dragoman.translate(await recording('fleurs-en-004'), { words: true });
  const events = await all(message);
  assert.equal(types(events)[0], 'processing_started');
  assert.equal(types(events).at(-1), 'translation_complete');
  const seqs = events.map(({ data }) => data.seq);
  assert.deepEqual(seqs, [...new Set(seqs)].sort((a, b) => a - b));
  assert.match(events.find(({ type }) => type === 'stt_result').data.original_text, /dinosaurs/);
  assert.deepEqual(await all(message), events, 'each iteration begins with the first event');

  const end = await message.result();
  assert.match(end.translated_text, /dinossauros/);
  const voice = await dragoman.fetch(end.audio_url_translated);
  assert.equal((await voice.slice(0, 4).text()), 'OggS');
  assert.match(await (await dragoman.export([message.id], { format: 'srt' })).text(), /-->/);
});

test('expired links are renewed', async (t) => {
  const dragoman = await connected(t);
  const end = await dragoman.translate('Good morning.').result();
  const expired = `${end.audio_url_translated.split('?')[0]}?X-Amz-Expires=1`;
  assert.ok((await dragoman.fetch(expired)).size > 0);
});

test('segments are sent as they are spoken, and the next connection resumes the message', async (t) => {
  const session = 'a-secret-of-22-letters-or-more';
  const speaker = await connected(t, { session });
  async function* spoken() {
    for (const name of ['fleurs-en-004', 'fleurs-en-004']) yield recording(name);
  }
  const message = speaker.translate(spoken());
  const end = await message.result();
  assert.equal(end.segment, null);
  const later = await connected(t, { session });
  const events = await all(later.resume(message.id));
  assert.deepEqual(
    events.filter(({ type }) => type === 'stt_result').map(({ data }) => data.segment),
    [0, 1],
  );
  assert.equal(events.at(-1).data.translated_text, end.translated_text);
  const stranger = await connected(t);
  await assert.rejects(stranger.resume(message.id).result(), { code: 'message_unknown' });
});

test('words appear while a segment is spoken', async (t) => {
  const dragoman = await connected(t);
  const message = dragoman.message();
  const spoken = await recording('fleurs-en-004');
  const captions = (async () => {
    for await (const { type, data } of message)
      if (type === 'partial_result' && data.stable_text + data.unstable_text) return true;
    return false;
  })();
  const speaking = setInterval(() => void message.partial(spoken), 100);
  t.after(() => clearInterval(speaking));
  assert.ok(await captions);
  clearInterval(speaking);
  await message.send(spoken, { last: true });
  assert.match((await message.result()).original_text, /dinosaurs/);
});

test('a message survives the loss of its connection', async (t) => {
  const sockets = [];
  class Recorded extends WebSocket {
    constructor(...parameters) {
      super(...parameters);
      sockets.push(this);
    }
  }
  const dragoman = await connected(t, { webSocket: Recorded });
  const message = dragoman.translate(await recording('fleurs-en-004'));
  const events = [];
  for await (const event of message) {
    events.push(event);
    if (events.length === 1) sockets[0].terminate();
  }
  assert.ok(sockets.length > 1);
  const seqs = events.map(({ data }) => data.seq);
  assert.equal(seqs.length, new Set(seqs).size);
  for (const type of ['stt_result', 'translation_result', 'audio_ready'])
    assert.ok(types(events).includes(type), `${type} is missing`);
  assert.equal(types(events).at(-1), 'translation_complete');
});

test('two people talk in a room', async (t) => {
  const [host, guest] = [await connected(t), await connected(t)];
  const room = await host.openRoom('Ana', 'en');
  const place = await guest.joinRoom({ code: room.info.code }, 'Ben', 'pt');
  assert.equal(place.info.participants.length, 2);
  const heard = (async () => {
    for await (const { type, data } of place)
      if (type === 'translation_complete') return data.translated_text;
    return null;
  })();
  const end = await room.translate('Thank you.').result();
  assert.equal(end.original_text, 'Thank you.');
  assert.match(await heard, /brigad/i);
  await assert.rejects(guest.joinRoom({ code: 'AAAAAA' }, 'Ben', 'pt'), /Leave the room/);
  place.leave();
  assert.equal((await all(place)).at(-1).type, 'room_left');
  await assert.rejects(guest.joinRoom({ code: 'AAAAAA' }, 'Ben', 'pt'), {
    name: 'Refused',
    code: 'room_unknown',
  });
});

test('what the service refuses is a typed error', async (t) => {
  const dragoman = await connected(t);
  await assert.rejects(dragoman.translate('Thanks.', { target: 'ja' }).result(), (error) => {
    assert.ok(error instanceof Refused);
    assert.equal(error.code, 'unsupported_language');
    return true;
  });
  await assert.rejects(dragoman.export([]), { code: 'nothing_to_export' });
  await assert.rejects(connect(url, { ...EN_PT, session: 'short' }), {
    name: 'Refused',
    code: 'invalid_message',
  });
  const malformed = new Service(url, { token: 'no token' });
  await assert.rejects(malformed.export([crypto.randomUUID()]), {
    name: 'Refused',
    code: 'not_admitted',
  });
});

test('another version of the protocol is refused', async () => {
  class Older extends WebSocket {
    send(text) {
      super.send(text.replace('"protocol":1', '"protocol":0'));
    }
  }
  await assert.rejects(connect(url, { ...EN_PT, webSocket: Older }), {
    name: 'Refused',
    code: 'invalid_message',
  });
});

test('a service that does not respond, and a ticket that it does not accept, are unreachable', async () => {
  await assert.rejects(connect('http://localhost:9', EN_PT), Unreachable);
  const { websocket_url } = await new Service(url).config();
  await assert.rejects(connect(`${websocket_url}?ticket=malformed`, EN_PT), Unreachable);
});
