import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Upkeep } from '../src/connection/upkeep.ts';
import type { State } from '../src/store/state.ts';
import { Store } from '../src/store/store.ts';
import { flow, hear, spoken } from './flows.ts';

const MINUTE = 60_000;
const PONG = { type: 'pong' as const, data: {} };

const windowHears = new Map<string, () => void>();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('addEventListener', (name: string, heard: () => void) =>
    windowHears.set(name, heard),
  );
  vi.stubGlobal('document', { addEventListener: () => {} });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function keep(state: State) {
  const done: string[] = [];
  const upkeep: Upkeep = new Upkeep(new Store(state), {
    reconnect: () => done.push('reconnect'),
    ping: () => {
      done.push('ping');
      setTimeout(() => upkeep.heard(PONG), 50);
    },
    resume: () => done.push('resume'),
  });
  upkeep.opened();
  return { upkeep, done };
}

test('a quiet connection is kept awake, and renewed before it is two hours old', () => {
  const { done } = keep(hear(spoken(), flow(0)));
  vi.advanceTimersByTime(10 * MINUTE);
  expect(new Set(done)).toEqual(new Set(['ping']));
  vi.advanceTimersByTime(101 * MINUTE);
  expect(done).toContain('reconnect');
});

test('nobody is interrupted by a renewal while there is time', () => {
  const { upkeep, done } = keep(hear(spoken(), flow(0).slice(0, 3)));
  for (let minute = 0; minute < 117; minute += 0.2) {
    upkeep.heard(PONG);
    vi.advanceTimersByTime(0.2 * MINUTE);
  }
  expect(done).not.toContain('reconnect');
  vi.advanceTimersByTime(2 * MINUTE);
  expect(done).toContain('reconnect');
});

test('a service that goes away is left in time', () => {
  const { upkeep, done } = keep(spoken(0));
  upkeep.heard({ type: 'going_away', data: { in_ms: 60_000 } });
  vi.advanceTimersByTime(10_000);
  expect(done).toContain('reconnect');
});

test('silence where an answer is due means that nobody is there', () => {
  const { upkeep, done } = keep(spoken(0));
  upkeep.expectAnswer();
  vi.advanceTimersByTime(13_000);
  expect(done).toEqual(['reconnect']);
});

test('a message that stalls is asked for', () => {
  const { done } = keep(hear(spoken(), flow(0).slice(0, 3)));
  vi.advanceTimersByTime(21_000);
  expect(done).toContain('resume');
});

test.each(['online', 'offline'])(
  'when the network changes (%s) there is a new connection',
  (name) => {
    vi.stubGlobal('navigator', { onLine: name === 'online' });
    const { done } = keep(spoken(0));
    windowHears.get(name)?.();
    expect(done).toEqual(['reconnect']);
  },
);
