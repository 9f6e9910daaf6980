import type { FlowEvent } from '@dragoman/client/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { viewMessage } from '../src/store/messageView.ts';
import { reduce } from '../src/store/reducer.ts';
import { complete, conversation, failed, flow, ID, receive, recorded } from './events.ts';

const SEGMENTS = 3;
const ALL = Array.from({ length: SEGMENTS }, (_, n) => flow(n)).flat();
const ENDS = Array.from({ length: SEGMENTS }, (_, n) => complete(n, n === SEGMENTS - 1));
const shuffled = fc.shuffledSubarray(ALL, { minLength: ALL.length });

function only(state: ReturnType<typeof conversation>) {
  const [message] = state.messages;
  if (!message) throw new Error('no message');
  return message;
}

describe('events of a message', () => {
  test('give the same state in any order', () => {
    const straight = receive(conversation(SEGMENTS), ALL);
    fc.assert(
      fc.property(shuffled, (events) => {
        expect(receive(conversation(SEGMENTS), events)).toEqual(straight);
      }),
    );
  });

  test('change nothing when repeated', () => {
    fc.assert(
      fc.property(shuffled, fc.array(fc.constantFrom(...ALL)), (events, repeats) => {
        const once = receive(conversation(SEGMENTS), events);
        expect(receive(once, repeats)).toEqual(once);
      }),
    );
  });

  test('give the same view in the end, whichever were missed before', () => {
    const whole = viewMessage(only(receive(conversation(SEGMENTS), ALL)));
    fc.assert(
      fc.property(fc.shuffledSubarray(ALL), (some) => {
        expect(viewMessage(only(receive(conversation(SEGMENTS), [...some, ...ENDS])))).toEqual(
          whole,
        );
      }),
    );
  });

  test('never remove what is shown', () => {
    fc.assert(
      fc.property(shuffled, (events) => {
        let [state, original, known] = [conversation(SEGMENTS), '', 0];
        for (const event of events) {
          state = receive(state, [event]);
          const view = viewMessage(only(state));
          const voices = view.audio.translated.length + view.audio.original.length;
          expect(view.original.length).toBeGreaterThanOrEqual(original.length);
          expect(voices).toBeGreaterThanOrEqual(known);
          [original, known] = [view.original, voices];
        }
      }),
    );
  });

  test('of unknown messages are ignored', () => {
    const state = conversation();
    const [event] = flow(0);
    if (!event) throw new Error('no event');
    const other = { ...event, data: { ...event.data, message_id: 'another' } } as typeof event;
    expect(receive(state, [other])).toEqual(state);
  });
});

describe('a message', () => {
  test('shows its transcript before it is finished', () => {
    const view = viewMessage(only(receive(conversation(), flow(0).slice(0, 4))));
    expect(view).toMatchObject({ status: 'working', original: 'word0', translated: '' });
    expect(view.steps).toMatchObject({ transcribing: 'done', translating: 'doing' });
  });

  test('shows the progress of its slowest segment', () => {
    const view = viewMessage(only(receive(conversation(2), [...flow(0), ...flow(1).slice(0, 2)])));
    expect(view.status).toBe('working');
    expect(view.steps.transcribing).toBe('doing');
    expect(view.original).toBe('word0');
  });

  test('pairs what was said in each language with its translation', () => {
    const spoken = [
      { text: 'Hello.', language: 'en' },
      { text: 'Bom dia.', language: 'pt' },
    ];
    const translated = [
      { text: 'Olá.', language: 'pt' },
      { text: 'Good morning.', language: 'en' },
    ];
    const events = flow(0).map((event): FlowEvent => {
      if (event.type === 'stt_result') return { ...event, data: { ...event.data, spans: spoken } };
      if (event.type !== 'translation_result') return event;
      return { ...event, data: { ...event.data, spans: translated } };
    });
    const spansAfter = (count: number) =>
      viewMessage(only(receive(conversation(), events.slice(0, count)))).spans;
    expect(spansAfter(2)).toEqual([]);
    expect(spansAfter(3)).toEqual(spoken.map((span) => ({ spoken: span, translation: null })));
    expect(spansAfter(5)).toEqual(
      spoken.map((span, n) => ({ spoken: span, translation: translated[n] })),
    );
  });

  test('is done although one segment has no speech', () => {
    const view = viewMessage(only(receive(conversation(2), [...flow(0), failed(1, 'no_speech')])));
    expect(view).toMatchObject({ status: 'done', original: 'word0', problem: null });
  });

  test('fails when no segment has speech', () => {
    const view = viewMessage(only(receive(conversation(), [failed(0, 'no_speech')])));
    expect(view).toMatchObject({ status: 'failed', problem: { code: 'no_speech' } });
  });

  test('names the missing voice', () => {
    const end = complete(0);
    if (end.type !== 'translation_complete') throw new Error('not an end');
    const warnings = [
      { code: 'engine_failed', track: 'original' as const, segment: null, message: 'no' },
    ];
    const data = { ...end.data, audio_url_original: null, warnings };
    const view = viewMessage(only(receive(conversation(), [{ type: end.type, data }])));
    expect(view).toMatchObject({ status: 'done', warnings });
    expect(view.steps).toMatchObject({ original: 'missing', translated: 'done' });
    expect(view.audio.original).toEqual([]);
  });

  test('that was refused has failed unless it was accepted later', () => {
    const data = {
      message_id: ID,
      segment: 0,
      code: 'throttled',
      stage: 'received' as const,
      message: '',
      retryable: true,
      retry_after_ms: null,
      room_id: null,
      revision: null,
      tentative: null,
    };
    const refused = reduce(conversation(), {
      type: 'event_received',
      event: { type: 'error', data },
    });
    expect(viewMessage(only(refused)).status).toBe('failed');
    expect(viewMessage(only(receive(refused, flow(0)))).status).toBe('done');
    const again = reduce(refused, { type: 'segment_sent', key: 'k', segment: 0 });
    expect(viewMessage(only(again)).status).toBe('waiting');
  });

  test('under a new id starts without events and ignores the old id', () => {
    const state = reduce(receive(conversation(), flow(0)), {
      type: 'message_restarted',
      key: 'k',
      id: 'fresh',
    });
    expect(only(state)).toMatchObject({
      id: 'fresh',
      segments: { 0: { events: {}, sent: false } },
    });
    expect(receive(state, flow(0))).toEqual(state);
  });

  test('stays open while more segments may follow', () => {
    const first = reduce(conversation(0), { type: 'segment_added', segment: recorded(0, false) });
    const heard = receive(first, flow(0));
    expect(viewMessage(only(heard)).status).toBe('working');
    const closed = reduce(heard, { type: 'message_closed', key: 'k' });
    expect(viewMessage(only(closed)).status).toBe('done');
  });
});
