import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Delivery, waitMs } from '../src/connection/delivery.ts';
import type { ClientMessage, ErrorCode, RequestError, VoiceOffer } from '../src/protocol.ts';
import { Recordings } from '../src/store/recordings.ts';
import type { Settings } from '../src/store/state.ts';
import { Store } from '../src/store/store.ts';
import { viewMessage } from '../src/store/view.ts';
import { ID, spoken } from './flows.ts';

const DAY_MS = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** What was said on the connection, of one message from English to Portuguese. */
function delivering(chosen: Partial<Settings> = {}, voices: VoiceOffer[] = [], base64 = 'AAAA') {
  const state = spoken();
  const settings = { ...state.settings, ...chosen };
  const store = new Store({ ...state, settings, voices, connection: 'ready' });
  const recordings = new Recordings();
  recordings.put('k', 0, { type: 'audio/webm', base64 });
  const asked: ClientMessage[] = [];
  const delivery = new Delivery({ store, recordings, ask: (message) => asked.push(message) });
  const message = () => {
    const [only] = store.get().messages;
    if (!only) throw new Error('no message');
    return only;
  };
  void delivery.translate(message(), 0);
  const refuse = (code: ErrorCode, retry_after_ms: number | null = null, retryable = true) => {
    const about = { message_id: ID, segment: 0, stage: 'received', message: '' } as const;
    const refusal: RequestError = { ...about, code, retryable, retry_after_ms };
    delivery.refused(message(), 0, refusal);
  };
  return { asked, refuse, problem: () => viewMessage(message()).problem };
}

describe('the wait before asking again', () => {
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const after = fc.option(fc.integer({ min: 0, max: DAY_MS }));

  test('is never shorter than the service said', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), after, chance, (tries, ms, by) => {
        expect(waitMs(tries, ms, by)).toBeGreaterThanOrEqual(ms ?? 0);
      }),
    );
  });

  test('is longer each time, whatever chance does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), after, chance, chance, (tries, ms, by, then) => {
        expect(waitMs(tries + 1, ms, then)).toBeGreaterThan(waitMs(tries, ms, by));
      }),
    );
  });

  test('scatters a crowd that was turned away together', () => {
    const crowd = Array.from({ length: 100 }, (_, n) => waitMs(1, 1000, n / 100));
    expect(new Set(crowd.map((ms) => Math.floor(ms / 50))).size).toBe(10);
    expect(new Set(Array.from({ length: 100 }, () => waitMs(1, 1000))).size).toBeGreaterThan(90);
  });
});

test('who is told that the service is busy comes back by themselves, and not at once', () => {
  const { asked, refuse, problem } = delivering();
  refuse('busy', 1000);
  vi.advanceTimersByTime(999);
  expect(asked).toHaveLength(1);
  vi.advanceTimersByTime(501);
  expect(asked).toHaveLength(2);
  expect(asked[1]).toEqual(asked[0]);
  expect(problem()).toBeNull();
});

test('after three more tries it is theirs to try again', () => {
  const { asked, refuse, problem } = delivering();
  for (let tries = 1; tries <= 3; tries++) {
    refuse('busy', 1000);
    vi.runAllTimers();
    expect(asked).toHaveLength(1 + tries);
  }
  refuse('busy', 1000);
  vi.runAllTimers();
  expect(asked).toHaveLength(4);
  expect(problem()).toEqual({ code: 'busy', retryable: true });
});

test('nobody is left waiting for tomorrow', () => {
  const { asked, refuse, problem } = delivering();
  refuse('rate_limited', DAY_MS);
  vi.runAllTimers();
  expect(asked).toHaveLength(1);
  expect(problem()).toEqual({ code: 'rate_limited', retryable: true });
});

test('an upload that was refused is asked for again like anything else', () => {
  const { asked, refuse, problem } = delivering({}, [], 'A'.repeat(40_000));
  expect(asked).toEqual([expect.objectContaining({ action: 'upload', bytes: 30_000 })]);
  refuse('rate_limited', 2000);
  vi.advanceTimersByTime(1999);
  expect(asked).toHaveLength(1);
  vi.runAllTimers();
  expect(asked[1]).toEqual(asked[0]);
  refuse('rate_limited', DAY_MS);
  expect(problem()).toEqual({ code: 'rate_limited', retryable: true });
});

test('what is no better for waiting is said at once', () => {
  const { refuse, problem } = delivering();
  refuse('empty_audio', null, false);
  expect(problem()).toEqual({ code: 'empty_audio', retryable: false });
});

describe('who speaks, and how fast', () => {
  const PT = {
    voice: 'espeak-pt-br-female',
    language: 'pt',
    quality: 'basic',
    sex: 'female',
    start_ms: 3,
  };
  const voices = { en: 'espeak-en-us', pt: PT.voice };

  test('is said with everything that is to be translated: the voice for who listens', () => {
    const { asked } = delivering({ voices, speed: 'slower' }, [PT]);
    expect(asked).toEqual([
      expect.objectContaining({ target_lang: 'pt', voice: PT.voice, speed: 0.8 }),
    ]);
  });

  test('is for the service to decide where nobody chose', () => {
    const { asked } = delivering({}, [PT]);
    expect(asked).toEqual([expect.objectContaining({ voice: null, speed: 1 })]);
  });

  test('is for the service to decide where the chosen voice is not on offer any more', () => {
    const { asked } = delivering({ voices }, [{ ...PT, voice: 'another' }]);
    expect(asked).toEqual([expect.objectContaining({ voice: null })]);
  });

  test('costs nobody their words when the voice went since it was offered', () => {
    const { asked, refuse, problem } = delivering({ voices }, [PT]);
    refuse('unsupported_voice', null, false);
    expect(asked).toEqual([
      expect.objectContaining({ voice: PT.voice }),
      expect.objectContaining({ voice: null, audio_data: 'AAAA' }),
    ]);
    expect(problem()).toBeNull();
    refuse('unsupported_voice', null, false);
    expect(asked).toHaveLength(2);
    expect(problem()).toEqual({ code: 'unsupported_voice', retryable: false });
  });
});
