import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Heartbeat } from '../client/src/heartbeat.ts';
import type { Message, State } from '../src/store/state.ts';
import { conversation, flow, receive } from './events.ts';

const MINUTE = 60_000;
const PONG = { type: 'pong' as const, data: {} };

const windowListeners = new Map<string, () => void>();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('addEventListener', (name: string, listener: () => void) =>
    windowListeners.set(name, listener),
  );
  vi.stubGlobal('document', { addEventListener: () => {} });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function start(state: State) {
  const done: string[] = [];
  const heartbeat: Heartbeat<Message> = new Heartbeat({
    messages: () => state.messages,
    reconnect: () => done.push('reconnect'),
    ping: () => {
      done.push('ping');
      setTimeout(() => heartbeat.received(PONG), 50);
    },
    resume: () => done.push('resume'),
  });
  heartbeat.opened();
  return { heartbeat, done };
}

test('an idle connection is kept alive and renewed within two hours', () => {
  const { done } = start(receive(conversation(), flow(0)));
  vi.advanceTimersByTime(10 * MINUTE);
  expect(new Set(done)).toEqual(new Set(['ping']));
  vi.advanceTimersByTime(101 * MINUTE);
  expect(done).toContain('reconnect');
});

test('a connection is not renewed during a message while there is time', () => {
  const { heartbeat, done } = start(receive(conversation(), flow(0).slice(0, 3)));
  for (let minute = 0; minute < 117; minute += 0.2) {
    heartbeat.received(PONG);
    vi.advanceTimersByTime(0.2 * MINUTE);
  }
  expect(done).not.toContain('reconnect');
  vi.advanceTimersByTime(2 * MINUTE);
  expect(done).toContain('reconnect');
});

test('a connection is renewed when the service announces its end', () => {
  const { heartbeat, done } = start(conversation(0));
  heartbeat.received({ type: 'going_away', data: { in_ms: 60_000 } });
  vi.advanceTimersByTime(10_000);
  expect(done).toContain('reconnect');
});

test('a missing reply reconnects', () => {
  const { heartbeat, done } = start(conversation(0));
  heartbeat.expectReply();
  vi.advanceTimersByTime(13_000);
  expect(done).toEqual(['reconnect']);
});

test('a stalled message is resumed', () => {
  const { done } = start(receive(conversation(), flow(0).slice(0, 3)));
  vi.advanceTimersByTime(21_000);
  expect(done).toContain('resume');
});

test.each(['online', 'offline'])('a network change (%s) reconnects', (name) => {
  vi.stubGlobal('navigator', { onLine: name === 'online' });
  const { done } = start(conversation(0));
  windowListeners.get(name)?.();
  expect(done).toEqual(['reconnect']);
});
