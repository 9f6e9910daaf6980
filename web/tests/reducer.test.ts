import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reduce } from '../src/store/reducer.ts';
import { viewMessage } from '../src/store/view.ts';
import { complete, failed, flow, hear, ID, said, spoken } from './flows.ts';

const SEGMENTS = 3;
const ALL = Array.from({ length: SEGMENTS }, (_, n) => flow(n)).flat();
const ENDS = Array.from({ length: SEGMENTS }, (_, n) => complete(n, n === SEGMENTS - 1));
const shuffled = fc.shuffledSubarray(ALL, { minLength: ALL.length });

function only(state: ReturnType<typeof spoken>) {
  const [message] = state.messages;
  if (!message) throw new Error('no message');
  return message;
}

describe('events of a message', () => {
  test('end in the same state in any order', () => {
    const straight = hear(spoken(SEGMENTS), ALL);
    fc.assert(
      fc.property(shuffled, (events) => {
        expect(hear(spoken(SEGMENTS), events)).toEqual(straight);
      }),
    );
  });

  test('change nothing when they are heard again', () => {
    fc.assert(
      fc.property(shuffled, fc.array(fc.constantFrom(...ALL)), (events, repeats) => {
        const once = hear(spoken(SEGMENTS), events);
        expect(hear(once, repeats)).toEqual(once);
      }),
    );
  });

  test('show the same in the end, whichever were missed before it', () => {
    const whole = viewMessage(only(hear(spoken(SEGMENTS), ALL)));
    fc.assert(
      fc.property(fc.shuffledSubarray(ALL), (some) => {
        expect(viewMessage(only(hear(spoken(SEGMENTS), [...some, ...ENDS])))).toEqual(whole);
      }),
    );
  });

  test('never take back what is shown', () => {
    fc.assert(
      fc.property(shuffled, (events) => {
        let [state, original, known] = [spoken(SEGMENTS), '', 0];
        for (const event of events) {
          state = hear(state, [event]);
          const view = viewMessage(only(state));
          const voices = view.voices.translated.length + view.voices.original.length;
          expect(view.original.length).toBeGreaterThanOrEqual(original.length);
          expect(voices).toBeGreaterThanOrEqual(known);
          [original, known] = [view.original, voices];
        }
      }),
    );
  });

  test('of nobody here are no concern', () => {
    const state = spoken();
    const [event] = flow(0);
    if (!event) throw new Error('no event');
    const other = { ...event, data: { ...event.data, message_id: 'another' } } as typeof event;
    expect(hear(state, [other])).toEqual(state);
  });
});

describe('a message', () => {
  test('is known by its words before it is finished', () => {
    const view = viewMessage(only(hear(spoken(), flow(0).slice(0, 4))));
    expect(view).toMatchObject({ status: 'working', original: 'word0', translated: '' });
    expect(view.steps).toMatchObject({ transcribing: 'done', translating: 'doing' });
  });

  test('goes as far as its slowest segment', () => {
    const view = viewMessage(only(hear(spoken(2), [...flow(0), ...flow(1).slice(0, 2)])));
    expect(view.status).toBe('working');
    expect(view.steps.transcribing).toBe('doing');
    expect(view.original).toBe('word0');
  });

  test('survives a pause taken for speech', () => {
    const view = viewMessage(only(hear(spoken(2), [...flow(0), failed(1, 'no_speech')])));
    expect(view).toMatchObject({ status: 'done', original: 'word0', problem: null });
  });

  test('fails when nothing of it was heard', () => {
    const view = viewMessage(only(hear(spoken(), [failed(0, 'no_speech')])));
    expect(view).toMatchObject({ status: 'failed', problem: { code: 'no_speech' } });
  });

  test('names the voice that is missing', () => {
    const end = complete(0);
    if (end.type !== 'translation_complete') throw new Error('not an end');
    const warnings = [
      { code: 'engine_failed', track: 'original' as const, segment: null, message: 'no' },
    ];
    const data = { ...end.data, audio_url_original: null, warnings };
    const view = viewMessage(only(hear(spoken(), [{ type: end.type, data }])));
    expect(view).toMatchObject({ status: 'done', warnings });
    expect(view.steps).toMatchObject({ original: 'missing', translated: 'done' });
    expect(view.voices.original).toEqual([]);
  });

  test('that was refused is over, unless it was accepted after all', () => {
    const data = {
      message_id: ID,
      segment: 0,
      code: 'throttled',
      stage: 'received' as const,
      message: '',
      retryable: true,
      retry_after_ms: null,
    };
    const refused = reduce(spoken(), { type: 'heard', event: { type: 'error', data } });
    expect(viewMessage(only(refused)).status).toBe('failed');
    expect(viewMessage(only(hear(refused, flow(0)))).status).toBe('done');
    const again = reduce(refused, { type: 'sent', key: 'k', segment: 0 });
    expect(viewMessage(only(again)).status).toBe('waiting');
  });

  test('under a new id starts from nothing, and the old id is forgotten', () => {
    const state = reduce(hear(spoken(), flow(0)), { type: 'unsent', key: 'k', id: 'fresh' });
    expect(only(state)).toMatchObject({
      id: 'fresh',
      segments: { 0: { events: {}, sent: false } },
    });
    expect(hear(state, flow(0))).toEqual(state);
  });

  test('grows while its speaker goes on', () => {
    const first = reduce(spoken(0), { type: 'said', said: said(0, false) });
    const heard = hear(first, flow(0));
    expect(viewMessage(only(heard)).status).toBe('working');
    const closed = reduce(heard, { type: 'closed', key: 'k' });
    expect(viewMessage(only(closed)).status).toBe('done');
  });
});
