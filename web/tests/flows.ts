import type { FlowEvent, Mode, Track } from '../src/protocol.ts';
import { reduce, type Said } from '../src/store/reducer.ts';
import { INITIAL, type State } from '../src/store/state.ts';

export const ID = '11111111-1111-4111-8111-111111111111';

/** All that the service says about one segment, in the order in which it happens. */
export function flow(segment: number, pieces = 3, mode: Mode = 'streaming'): FlowEvent[] {
  const about = { message_id: ID, segment, elapsed_ms: 10 };
  const voice = (track: Track, base: number): FlowEvent[] => {
    const said = { ...about, track };
    const chunks = Array.from({ length: pieces }, (_, index): FlowEvent => {
      const data = {
        url: `${segment}/${track}/${index}`,
        duration_s: 1,
        content_type: 'audio/wav',
      };
      return { type: 'audio_chunk', data: { ...said, ...data, index, seq: base + 1 + index } };
    });
    return [
      { type: 'processing_update', data: { ...said, seq: base, stage: 'synthesizing' } },
      ...chunks,
      {
        type: 'audio_ready',
        data: {
          ...said,
          seq: base + 99,
          url: `${segment}/${track}`,
          duration_s: pieces,
          content_type: 'audio/ogg',
          voice_quality: 'natural',
          voice: `${track}-voice`,
        },
      },
    ];
  };
  return [
    { type: 'processing_started', data: { ...about, seq: 1, stage: 'received', mode } },
    { type: 'processing_update', data: { ...about, seq: 2, stage: 'transcribing', track: null } },
    {
      type: 'stt_result',
      data: {
        ...about,
        seq: 3,
        original_text: `word${segment}`,
        language: 'en',
        language_confidence: 1,
        confidence: 0.9,
        words: [],
      },
    },
    { type: 'processing_update', data: { ...about, seq: 4, stage: 'translating', track: null } },
    {
      type: 'translation_result',
      data: {
        ...about,
        seq: 5,
        translated_text: `palavra${segment}`,
        source_lang: 'en',
        target_lang: 'pt',
        via: null,
      },
    },
    ...voice('translated', 100),
    ...voice('original', 200),
    complete(segment),
  ];
}

export function complete(segment: number, last = true): FlowEvent {
  return {
    type: 'translation_complete',
    data: {
      message_id: ID,
      segment,
      seq: 300,
      elapsed_ms: 900,
      last,
      original_text: `word${segment}`,
      translated_text: `palavra${segment}`,
      source_lang: 'en',
      target_lang: 'pt',
      via: null,
      confidence: 0.9,
      audio_url_original: `${segment}/original`,
      audio_url_translated: `${segment}/translated`,
      timings: {},
      warnings: [],
    },
  };
}

export function failed(segment: number, code: string): FlowEvent {
  const about = { message_id: ID, segment, seq: 300, elapsed_ms: 900, last: true };
  const why = { code, stage: 'transcribing' as const, message: code, retryable: false };
  return { type: 'error', data: { ...about, ...why } };
}

export function said(segment = 0, last = true): Said {
  const languages = { source: 'en', target: 'pt', mode: 'streaming' as const };
  return { key: 'k', id: ID, side: 0, ...languages, segment, last, spokenAt: 1000 };
}

/** A conversation in which a message of so many segments was said. */
export function spoken(segments = 1): State {
  return Array.from({ length: segments }, (_, n) => said(n, n === segments - 1)).reduce(
    (state, one) => reduce(state, { type: 'said', said: one }),
    INITIAL,
  );
}

export function hear(state: State, events: FlowEvent[]): State {
  return events.reduce((now, event) => reduce(now, { type: 'heard', event }), state);
}
