import { type ClientMessage, connect, Refused } from '@dragoman/client';
import { afterEach, expect, test, vi } from 'vitest';
import { complete, flow, ID } from './events.ts';

const SERVICE = { websocket_url: 'wss://service?ticket=one' };

/** A WebSocket whose service end the test plays. */
class FakeSocket extends EventTarget {
  static all: FakeSocket[] = [];
  readyState = 1;
  sent: ClientMessage[] = [];

  constructor() {
    super();
    FakeSocket.all.push(this);
    queueMicrotask(() => this.dispatchEvent(new Event('open')));
  }

  send(text: string): void {
    const request = JSON.parse(text) as ClientMessage;
    this.sent.push(request);
    if (request.action === 'hello')
      this.reply({ type: 'ready', data: { languages: [], limits: {}, captions: true } });
  }

  close(): void {}

  reply(...events: object[]): void {
    for (const event of events)
      this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(event) }));
  }
}

/** The newest socket, once the client has sent a request of this kind on it. */
async function socketAfter(action: ClientMessage['action']): Promise<FakeSocket> {
  return vi.waitFor(() => {
    const socket = FakeSocket.all.at(-1);
    expect(socket?.sent.some((request) => request.action === action)).toBe(true);
    return socket as FakeSocket;
  });
}

const about = (id: string, events: object[]) =>
  JSON.parse(JSON.stringify(events).replaceAll(ID, id)) as object[];

afterEach(() => {
  FakeSocket.all = [];
  vi.unstubAllGlobals();
});

test('after a lost connection the end waits for the events that were missed', async () => {
  const dragoman = await connect(SERVICE, { webSocket: FakeSocket, target: 'pt' });
  const message = dragoman.translate('word0', { source: 'en' });
  const [first] = await Promise.all([socketAfter('translate')]);
  const events = about(message.id, flow(0));
  first.reply(...events.slice(0, 2));
  first.dispatchEvent(new CloseEvent('close'));
  const second = await socketAfter('resume');
  second.reply(...about(message.id, [complete(0)]));
  expect(second.sent.filter(({ action }) => action === 'resume')).toHaveLength(2);
  second.reply(...events);
  const received: object[] = [];
  for await (const event of message) received.push(event);
  expect(received).toEqual(events);
  dragoman.close();
});

test('a text that the service has lost is sent again', async () => {
  const dragoman = await connect(SERVICE, { webSocket: FakeSocket, target: 'pt' });
  const message = dragoman.translate('word0', { source: 'en' });
  const socket = await socketAfter('translate');
  const unknown = { message_id: message.id, segment: null, code: 'message_unknown', message: '' };
  socket.reply({ type: 'error', data: unknown });
  expect(socket.sent.map((request) => request.action)).toEqual(['hello', 'translate', 'translate']);
  socket.reply(...about(message.id, flow(0)));
  expect((await message.result()).translated_text).toBe('palavra0');
  dragoman.close();
});

test('a partial recording waits for the answer to the one before', async () => {
  let now = 0;
  vi.spyOn(Date, 'now').mockImplementation(() => now);
  const dragoman = await connect(SERVICE, { webSocket: FakeSocket, target: 'pt' });
  const message = dragoman.message();
  const socket = await socketAfter('hello');
  const partials = () => socket.sent.filter(({ action }) => action === 'partial').length;
  const speak = async (at: number) => {
    now = at;
    await message.partial(new Blob(['spoken']));
    return partials();
  };
  expect([await speak(0), await speak(900), await speak(1800)]).toEqual([0, 1, 1]);
  const answer = { message_id: message.id, segment: 0, revision: 1, stable_text: 'a' };
  socket.reply({ type: 'partial_result', data: answer });
  expect(await speak(1801)).toBe(2);
  expect(await speak(3802)).toBe(3);
  dragoman.close();
  vi.restoreAllMocks();
});

test('a token that is not accepted is refused, and again when it has expired', async () => {
  const tokens = ['valid', 'expired'];
  vi.stubGlobal('fetch', async (_: string, { headers }: { headers: Record<string, string> }) => {
    if (headers.Authorization === 'Bearer valid')
      return Response.json({ ticket: 't' }, { status: 201 });
    const response = Response.json({ message: 'Unauthorized' }, { status: 401 });
    Object.defineProperty(response, 'url', { value: 'https://service/v1/tickets' });
    return response;
  });
  const service = { websocket_url: 'wss://service', tickets_url: 'https://service/v1/tickets' };
  const options = { webSocket: FakeSocket, source: 'en', target: 'pt' };
  await expect(connect(service, { ...options, token: 'malformed' })).rejects.toMatchObject({
    name: 'Refused',
    code: 'not_admitted',
    retryable: false,
  });
  const dragoman = await connect(service, { ...options, token: () => tokens.shift() ?? '' });
  const result = dragoman.translate('word0').result();
  (await socketAfter('translate')).dispatchEvent(new CloseEvent('close'));
  await expect(result).rejects.toBeInstanceOf(Refused);
});
