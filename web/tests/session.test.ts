import { VoiceExpired } from '@dragoman/client';
import type { ClientMessage, FlowEvent, RequestError } from '@dragoman/client/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openSession } from '../src/connection/openSession.ts';
import { viewMessage } from '../src/store/messageView.ts';
import { Recordings } from '../src/store/recordings.ts';
import type { State } from '../src/store/state.ts';
import { Store } from '../src/store/store.ts';
import { complete, conversation, flow, ID, receive } from './events.ts';

/** A WebSocket whose service end the test plays. */
class FakeSocket extends EventTarget {
  static OPEN = 1;
  static current: FakeSocket | null = null;
  readyState = FakeSocket.OPEN;
  sent: ClientMessage[] = [];

  constructor() {
    super();
    FakeSocket.current = this;
    queueMicrotask(() => this.dispatchEvent(new Event('open')));
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {}

  reply(event: object): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(event) }));
  }
}

const READY = {
  type: 'ready',
  data: { protocol: 1, connection_id: 'c', limits: { message_bytes: 32768 }, languages: [] },
};
const UNKNOWN: RequestError = {
  message_id: ID,
  segment: null,
  code: 'message_unknown',
  stage: 'received',
  message: '',
  retryable: false,
  retry_after_ms: null,
  room_id: null,
  revision: null,
  tentative: null,
};
const STARTED = flow(0).slice(0, 3);

beforeEach(() => {
  FakeSocket.current = null;
  const kept = new Map<string, string>();
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('document', {
    addEventListener: () => {},
    createElement: () => ({ canPlayType: () => 'probably' }),
  });
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  vi.stubGlobal('fetch', async () => Response.json({ websocket_url: 'ws://service' }));
});

afterEach(() => vi.unstubAllGlobals());

/** A conversation with these events, just reconnected. */
async function reconnected(events: FlowEvent[], recorded = true) {
  const store = new Store(receive(conversation(), events));
  const recordings = new Recordings();
  if (recorded) recordings.put('k', 0, { type: 'audio/webm', base64: 'AAAA' });
  const restarted: string[] = [];
  const session = openSession({
    store,
    recordings,
    onEvent: () => {},
    onRestart: (key) => restarted.push(key),
  });
  const socket = await vi.waitFor(() => {
    expect(FakeSocket.current?.sent[0]?.action).toBe('hello');
    return FakeSocket.current as FakeSocket;
  });
  socket.reply(READY);
  return { store, session, restarted, socket };
}

function only(state: State) {
  const [message] = state.messages;
  if (!message) throw new Error('no message');
  return message;
}

const actions = (socket: FakeSocket) => socket.sent.map(({ action }) => action);

test('a message unknown to the service is sent again as a new one', async () => {
  const { store, socket, restarted } = await reconnected(STARTED);
  socket.reply({ type: 'error', data: UNKNOWN });
  expect(actions(socket)).toEqual(['hello', 'resume', 'translate']);
  expect(only(store.get()).id).not.toBe(ID);
  expect(socket.sent.at(-1)).toMatchObject({
    message_id: only(store.get()).id,
    audio_data: 'AAAA',
  });
  expect(restarted).toEqual(['k']);
  expect(viewMessage(only(store.get())).status).toBe('waiting');
});

test('a message unknown to the service without a recording is reported as lost', async () => {
  const { store, socket } = await reconnected(STARTED, false);
  socket.reply({ type: 'error', data: UNKNOWN });
  expect(viewMessage(only(store.get()))).toMatchObject({
    status: 'failed',
    original: 'word0',
    problem: { code: 'message_unknown' },
  });
});

test('link renewal requests only the final events', async () => {
  const { session, store, socket } = await reconnected(flow(0));
  const renewed = session.renewLinks(only(store.get()));
  expect(socket.sent.at(-1)).toEqual({ action: 'resume', message_id: ID, after_seq: 299 });
  socket.reply(complete(0));
  await renewed;
});

test('a partial resume is continued', async () => {
  const { socket } = await reconnected(STARTED);
  const rest = { message_id: ID, after_seq: 0, from_segment: 150 };
  socket.reply({ type: 'more_to_resume', data: rest });
  expect(socket.sent.at(-1)).toEqual({ action: 'resume', ...rest });
});

test('a finished message is unchanged when the service has deleted it', async () => {
  const { session, store, socket } = await reconnected(flow(0));
  const renewed = session.renewLinks(only(store.get()));
  socket.reply({ type: 'error', data: UNKNOWN });
  await expect(renewed).rejects.toBeInstanceOf(VoiceExpired);
  expect(viewMessage(only(store.get()))).toMatchObject({ status: 'done', problem: null });
  expect(actions(socket)).toEqual(['hello', 'resume']);
});

test('a segment without a recording fails', async () => {
  const { store } = await reconnected([], false);
  expect(viewMessage(only(store.get()))).toMatchObject({
    status: 'failed',
    problem: { code: 'audio_missing' },
  });
});

test('without announced voices there is no choice of voices', async () => {
  const { store, socket } = await reconnected([]);
  expect(store.get().voices).toEqual([]);
  const voices = [
    { voice: 'espeak-pt-br', language: 'pt', quality: 'basic', sex: 'male', start_ms: 3 },
  ];
  socket.reply({ ...READY, data: { ...READY.data, voices } });
  expect(store.get().voices).toEqual(voices);
});

test('a room is entered once for each connection, however often the service says it is ready', async () => {
  const ready = vi.fn();
  openSession({
    store: new Store(conversation()),
    recordings: new Recordings(),
    onEvent: () => {},
    room: { onReady: ready, onEvent: () => false, resume: () => {} },
  });
  const socket = await vi.waitFor(() => {
    expect(FakeSocket.current?.sent[0]?.action).toBe('hello');
    return FakeSocket.current as FakeSocket;
  });
  socket.reply(READY);
  socket.reply(READY);
  expect(ready).toHaveBeenCalledTimes(1);
  socket.dispatchEvent(new Event('open'));
  socket.reply(READY);
  expect(ready).toHaveBeenCalledTimes(2);
});
