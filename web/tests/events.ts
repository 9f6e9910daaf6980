import type { FlowEvent, Mode, Track } from '@dragoman/client/protocol';
import { type RecordedSegment, reduce } from '../src/store/reducer.ts';
import { INITIAL, type State } from '../src/store/state.ts';

export const ID = '11111111-1111-4111-8111-111111111111';

/** All events of one segment, in their order. */
export function flow(segment: number, chunkCount = 3, mode: Mode = 'streaming'): FlowEvent[] {
  const common = { message_id: ID, segment, elapsed_ms: 10 };
  const voice = (track: Track, base: number): FlowEvent[] => {
    const trackData = { ...common, track };
    const chunks = Array.from({ length: chunkCount }, (_, index): FlowEvent => {
      const data = {
        url: `${segment}/${track}/${index}`,
        duration_s: 1,
        content_type: 'audio/wav',
      };
      return { type: 'audio_chunk', data: { ...trackData, ...data, index, seq: base + 1 + index } };
    });
    return [
      { type: 'processing_update', data: { ...trackData, seq: base, stage: 'synthesizing' } },
      ...chunks,
      {
        type: 'audio_ready',
        data: {
          ...trackData,
          seq: base + 99,
          url: `${segment}/${track}`,
          duration_s: chunkCount,
          content_type: 'audio/ogg',
          voice_quality: 'natural',
          voice: `${track}-voice`,
        },
      },
    ];
  };
  return [
    {
      type: 'processing_started',
      data: { ...common, seq: 1, stage: 'received', mode, received_at_ms: 1, room: null },
    },
    { type: 'processing_update', data: { ...common, seq: 2, stage: 'transcribing', track: null } },
    {
      type: 'stt_result',
      data: {
        ...common,
        seq: 3,
        original_text: `word${segment}`,
        language: 'en',
        language_confidence: 1,
        detected_language: 'en',
        detected_language_confidence: 0.95,
        confidence: 0.9,
        words: [],
        begin_s: 0,
        end_s: 1,
        spans: [],
      },
    },
    { type: 'processing_update', data: { ...common, seq: 4, stage: 'translating', track: null } },
    {
      type: 'translation_result',
      data: {
        ...common,
        seq: 5,
        translated_text: `palavra${segment}`,
        source_lang: 'en',
        target_lang: 'pt',
        via: null,
        from_memory: false,
        spans: [],
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
      back_translation: null,
      confidence: 0.9,
      audio_url_original: `${segment}/original`,
      audio_url_translated: `${segment}/translated`,
      timings: {},
      warnings: [],
      translated_into: [],
    },
  };
}

export function failed(segment: number, code: string): FlowEvent {
  const common = { message_id: ID, segment, seq: 300, elapsed_ms: 900, last: true };
  const reason = { code, stage: 'transcribing' as const, message: code, retryable: false };
  return { type: 'error', data: { ...common, ...reason } };
}

export function recorded(segment = 0, last = true): RecordedSegment {
  const languages = { source: 'en', target: 'pt', mode: 'streaming' as const };
  return { key: 'k', id: ID, side: 0, ...languages, segment, last, spokenAt: 1000 };
}

/** A conversation with one recorded message. */
export function conversation(segments = 1): State {
  return Array.from({ length: segments }, (_, n) => recorded(n, n === segments - 1)).reduce(
    (state, one) => reduce(state, { type: 'segment_added', segment: one }),
    INITIAL,
  );
}

export function receive(state: State, events: FlowEvent[]): State {
  return events.reduce((now, event) => reduce(now, { type: 'event_received', event }), state);
}
