import type { ClientMessage, ErrorCode, RequestError, VoiceInfo } from '@dragoman/client/protocol';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { retryDelayMs, Sender } from '../client/src/sender.ts';
import { sessionParts } from '../src/connection/openSession.ts';
import { viewMessage } from '../src/store/messageView.ts';
import { Recordings } from '../src/store/recordings.ts';
import type { Settings } from '../src/store/state.ts';
import { Store } from '../src/store/store.ts';
import { conversation, ID } from './events.ts';

const DAY_MS = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Sends one message from English to Portuguese and records the requests. */
function sending(chosen: Partial<Settings> = {}, voices: VoiceInfo[] = [], base64 = 'AAAA') {
  const state = conversation();
  const settings = { ...state.settings, ...chosen };
  const store = new Store({ ...state, settings, voices, connection: 'ready' });
  const recordings = new Recordings();
  recordings.put('k', 0, { type: 'audio/webm', base64 });
  const requested: ClientMessage[] = [];
  const sender = new Sender({
    ...sessionParts({ store, recordings, onEvent: () => {} }),
    ready: () => true,
    limitBytes: () => undefined,
    request: (message) => requested.push(message),
  });
  const message = () => {
    const [only] = store.get().messages;
    if (!only) throw new Error('no message');
    return only;
  };
  void sender.translate(message(), 0);
  const refuse = (code: ErrorCode, retry_after_ms: number | null = null, retryable = true) => {
    const common = { message_id: ID, segment: 0, stage: 'received', message: '' } as const;
    const none = { room_id: null, revision: null, tentative: null };
    const refusal: RequestError = { ...common, code, retryable, retry_after_ms, ...none };
    sender.refused(message(), 0, refusal);
  };
  return { requested, refuse, problem: () => viewMessage(message()).problem };
}

describe('the retry delay', () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const after = fc.option(fc.integer({ min: 0, max: DAY_MS }));

  test('is never shorter than the service requires', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), after, random, (attempts, ms, by) => {
        expect(retryDelayMs(attempts, ms, by)).toBeGreaterThanOrEqual(ms ?? 0);
      }),
    );
  });

  test('grows with each attempt', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        after,
        random,
        random,
        (attempts, ms, by, then) => {
          expect(retryDelayMs(attempts + 1, ms, then)).toBeGreaterThan(
            retryDelayMs(attempts, ms, by),
          );
        },
      ),
    );
  });

  test('spreads clients that were refused together', () => {
    const crowd = Array.from({ length: 100 }, (_, n) => retryDelayMs(1, 1000, n / 100));
    expect(new Set(crowd.map((ms) => Math.floor(ms / 50))).size).toBe(10);
    expect(new Set(Array.from({ length: 100 }, () => retryDelayMs(1, 1000))).size).toBeGreaterThan(
      90,
    );
  });
});

test('a busy service is retried automatically after its delay', () => {
  const { requested, refuse, problem } = sending();
  refuse('busy', 1000);
  vi.advanceTimersByTime(999);
  expect(requested).toHaveLength(1);
  vi.advanceTimersByTime(501);
  expect(requested).toHaveLength(2);
  expect(requested[1]).toEqual(requested[0]);
  expect(problem()).toBeNull();
});

test('after three retries the user may try again', () => {
  const { requested, refuse, problem } = sending();
  for (let attempts = 1; attempts <= 3; attempts++) {
    refuse('busy', 1000);
    vi.runAllTimers();
    expect(requested).toHaveLength(1 + attempts);
  }
  refuse('busy', 1000);
  vi.runAllTimers();
  expect(requested).toHaveLength(4);
  expect(problem()).toEqual({ code: 'busy', retryable: true });
});

test('a very long delay is reported at once', () => {
  const { requested, refuse, problem } = sending();
  refuse('rate_limited', DAY_MS);
  vi.runAllTimers();
  expect(requested).toHaveLength(1);
  expect(problem()).toEqual({ code: 'rate_limited', retryable: true });
});

test('a refused upload is retried', () => {
  const { requested, refuse, problem } = sending({}, [], 'A'.repeat(40_000));
  expect(requested).toEqual([expect.objectContaining({ action: 'upload', bytes: 30_000 })]);
  refuse('rate_limited', 2000);
  vi.advanceTimersByTime(1999);
  expect(requested).toHaveLength(1);
  vi.runAllTimers();
  expect(requested[1]).toEqual(requested[0]);
  refuse('rate_limited', DAY_MS);
  expect(problem()).toEqual({ code: 'rate_limited', retryable: true });
});

test('an error that cannot be retried is reported at once', () => {
  const { refuse, problem } = sending();
  refuse('empty_audio', null, false);
  expect(problem()).toEqual({ code: 'empty_audio', retryable: false });
});

describe('voice and speed', () => {
  const PT = {
    voice: 'espeak-pt-br-female',
    language: 'pt',
    quality: 'basic',
    sex: 'female',
    start_ms: 3,
  };
  const voices = { en: 'espeak-en-us', pt: PT.voice };

  test('are sent with each segment', () => {
    const { requested } = sending({ voices, speed: 'slower' }, [PT]);
    expect(requested).toEqual([
      expect.objectContaining({ target_lang: 'pt', voice: PT.voice, speed: 0.8 }),
    ]);
  });

  test('are left to the service without a choice', () => {
    const { requested } = sending({}, [PT]);
    expect(requested).toEqual([expect.objectContaining({ voice: null, speed: 1 })]);
  });

  test('are left to the service if the chosen voice is unavailable', () => {
    const { requested } = sending({ voices }, [{ ...PT, voice: 'another' }]);
    expect(requested).toEqual([expect.objectContaining({ voice: null })]);
  });

  test('fall back to the default voice if the service refuses the chosen one', () => {
    const { requested, refuse, problem } = sending({ voices }, [PT]);
    refuse('unsupported_voice', null, false);
    expect(requested).toEqual([
      expect.objectContaining({ voice: PT.voice }),
      expect.objectContaining({ voice: null, audio_data: 'AAAA' }),
    ]);
    expect(problem()).toBeNull();
    refuse('unsupported_voice', null, false);
    expect(requested).toHaveLength(2);
    expect(problem()).toEqual({ code: 'unsupported_voice', retryable: false });
  });
});
