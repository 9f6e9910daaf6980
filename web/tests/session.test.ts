import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { VoiceGone } from '../src/connection/links.ts';
import { Session } from '../src/connection/session.ts';
import type { ClientMessage, FlowEvent, RequestError } from '../src/protocol.ts';
import { Recordings } from '../src/store/recordings.ts';
import type { State } from '../src/store/state.ts';
import { Store } from '../src/store/store.ts';
import { viewMessage } from '../src/store/view.ts';
import { complete, flow, hear, ID, spoken } from './flows.ts';

/** The service's end of the socket. */
class Line extends EventTarget {
  static OPEN = 1;
  static now: Line | null = null;
  readyState = Line.OPEN;
  said: ClientMessage[] = [];

  constructor() {
    super();
    Line.now = this;
    queueMicrotask(() => this.dispatchEvent(new Event('open')));
  }

  send(text: string): void {
    this.said.push(JSON.parse(text));
  }

  close(): void {}

  answer(event: object): void {
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
};
const BEGUN = flow(0).slice(0, 3);

beforeEach(() => {
  Line.now = null;
  const kept = new Map<string, string>();
  vi.stubGlobal('WebSocket', Line);
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

/** A conversation in which this was heard, and the connection was just made again. */
async function back(events: FlowEvent[], recorded = true) {
  const store = new Store(hear(spoken(), events));
  const recordings = new Recordings();
  if (recorded) recordings.put('k', 0, { type: 'audio/webm', base64: 'AAAA' });
  const begunAnew: string[] = [];
  const session = new Session({
    store,
    recordings,
    heard: () => {},
    anew: (key) => begunAnew.push(key),
  });
  const line = await vi.waitFor(() => {
    expect(Line.now?.said[0]?.action).toBe('hello');
    return Line.now as Line;
  });
  line.answer(READY);
  return { store, session, begunAnew, line };
}

function only(state: State) {
  const [message] = state.messages;
  if (!message) throw new Error('no message');
  return message;
}

const actions = (line: Line) => line.said.map(({ action }) => action);

test('what the service no longer knows is sent again, as a new message', async () => {
  const { store, line, begunAnew } = await back(BEGUN);
  line.answer({ type: 'error', data: UNKNOWN });
  expect(actions(line)).toEqual(['hello', 'resume', 'translate']);
  expect(only(store.get()).id).not.toBe(ID);
  expect(line.said.at(-1)).toMatchObject({
    message_id: only(store.get()).id,
    audio_data: 'AAAA',
  });
  expect(begunAnew).toEqual(['k']);
  expect(viewMessage(only(store.get())).status).toBe('waiting');
});

test('without its recording, that it got lost is said', async () => {
  const { store, line } = await back(BEGUN, false);
  line.answer({ type: 'error', data: UNKNOWN });
  expect(viewMessage(only(store.get()))).toMatchObject({
    status: 'failed',
    original: 'word0',
    problem: { code: 'message_unknown' },
  });
});

test('for new links only the end is asked for', async () => {
  const { session, store, line } = await back(flow(0));
  const renewed = session.renewLinks(only(store.get()));
  expect(line.said.at(-1)).toEqual({ action: 'resume', message_id: ID, after_seq: 299 });
  line.answer(complete(0));
  await renewed;
});

test('what is said again in part is asked for to its end', async () => {
  const { line } = await back(BEGUN);
  const rest = { message_id: ID, after_seq: 0, from_segment: 150 };
  line.answer({ type: 'more_to_resume', data: rest });
  expect(line.said.at(-1)).toEqual({ action: 'resume', ...rest });
});

test('a message that is over stays as it is when the service forgets it', async () => {
  const { session, store, line } = await back(flow(0));
  const renewed = session.renewLinks(only(store.get()));
  line.answer({ type: 'error', data: UNKNOWN });
  await expect(renewed).rejects.toBeInstanceOf(VoiceGone);
  expect(viewMessage(only(store.get()))).toMatchObject({ status: 'done', problem: null });
  expect(actions(line)).toEqual(['hello', 'resume']);
});

test('a recording that nobody holds any more is not waited for', async () => {
  const { store } = await back([], false);
  expect(viewMessage(only(store.get()))).toMatchObject({
    status: 'failed',
    problem: { code: 'audio_missing' },
  });
});

test('a service that names no voices offers no choice of them', async () => {
  const { store, line } = await back([]);
  expect(store.get().voices).toEqual([]);
  const voices = [
    { voice: 'espeak-pt-br', language: 'pt', quality: 'basic', sex: 'male', start_ms: 3 },
  ];
  line.answer({ ...READY, data: { ...READY.data, voices } });
  expect(store.get().voices).toEqual(voices);
});
