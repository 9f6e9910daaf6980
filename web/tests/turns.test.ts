import { isMissing, latestComplete, turnNumbers } from '@dragoman/client';
import type { FlowEvent } from '@dragoman/client/protocol';
import { describe, expect, test } from 'vitest';
import { captionOf, inOrder } from '../src/rooms/turns.ts';
import type { Message } from '../src/store/state.ts';

const LANGUAGES = ['pt'];

/** A turn of Ana, who speaks Portuguese, as it arrives at someone who listens in `target`. */
function turn(number: number | null, target: string, events: FlowEvent[] = []): Message {
  const started: FlowEvent[] = number === null ? [] : [startedEvent(number)];
  const all = [...started, ...events];
  const segment = {
    spokenAt: 0,
    last: true,
    sent: true,
    events: Object.fromEntries(all.map((event) => [event.data.seq, event])),
    refusal: null,
    firstSoundMs: null,
  };
  return {
    key: `${number}`,
    id: `${number}`,
    side: 1,
    source: 'pt',
    target,
    mode: 'streaming',
    segments: { 0: segment },
    open: false,
    turn: { room: 'r', speaker: 'ana' },
  };
}

const POSITION = { message_id: 'm', segment: 0, elapsed_ms: 0 };

function startedEvent(number: number): FlowEvent {
  const room = {
    room_id: 'r',
    turn: number,
    participant_id: 'ana',
    languages: LANGUAGES,
    captions_only: [],
  };
  const data = { ...POSITION, seq: 1, stage: 'received' as const, mode: 'streaming' as const };
  return { type: 'processing_started', data: { ...data, received_at_ms: 0, room } };
}

function transcript(language = 'pt'): FlowEvent {
  const detected = { detected_language: language, detected_language_confidence: 1 };
  const data = {
    ...detected,
    language,
    language_confidence: 1,
    confidence: 1,
    words: [],
    begin_s: 0,
    spans: [],
    end_s: 1,
  };
  return { type: 'stt_result', data: { ...POSITION, seq: 3, original_text: 'Olá.', ...data } };
}

function translation(target_lang: string): FlowEvent {
  const pair = { source_lang: 'pt', target_lang, via: null };
  return {
    type: 'translation_result',
    data: { ...POSITION, seq: 5, translated_text: 'Hello.', ...pair } as never,
  };
}

/** The end for a language, or for everyone else, whose translation is the original text. */
function end(target_lang: string): FlowEvent {
  const texts = {
    original_text: 'Olá.',
    translated_text: target_lang === 'pt' ? 'Olá.' : 'Hello.',
  };
  const pair = { source_lang: 'pt', target_lang, via: null, back_translation: null };
  const audio = { audio_url_original: null, audio_url_translated: null };
  const rest = { last: true, confidence: 1, timings: {}, warnings: [], translated_into: ['en'] };
  return {
    type: 'translation_complete',
    data: { ...POSITION, seq: 300, ...texts, ...pair, ...audio, ...rest },
  };
}

describe('a caption', () => {
  test('is the translation, as soon as it is there', () => {
    expect(captionOf(turn(1, 'en', [transcript()]), false).text).toBe('');
    const caption = captionOf(turn(1, 'en', [transcript(), translation('en')]), false);
    expect(caption).toEqual({ text: 'Hello.', language: 'en', translated: true });
  });

  test('is the transcript for the speaker and for who understands the speaker', () => {
    const original = { text: 'Olá.', language: 'pt', translated: false };
    expect(captionOf(turn(1, 'pt', [transcript()]), false)).toEqual(original);
    expect(captionOf(turn(1, 'en', [transcript()]), true)).toEqual(original);
    expect(captionOf(turn(1, 'pt', [transcript(), end('pt')]), false)).toEqual(original);
  });

  test('is the transcript for who came too late for a translation', () => {
    const caption = captionOf(turn(1, 'es', [transcript(), end('pt')]), false);
    expect(caption).toEqual({ text: 'Olá.', language: 'pt', translated: false });
  });

  test('is in the language that was recognised', () => {
    expect(captionOf(turn(1, 'pt', [transcript('es'), end('pt')]), true).language).toBe('es');
  });
});

describe('turns', () => {
  test('are shown in the order of the room, the unaccepted last', () => {
    const own = turn(null, 'pt');
    const shown = inOrder([own, turn(2, 'en'), turn(1, 'en')]);
    expect(shown.map((message) => turnNumbers(message)[0])).toEqual([1, 2, undefined]);
  });

  test('need no repetition up to the first that is missing or incomplete', () => {
    const complete = (number: number) => turn(number, 'en', [transcript(), end('en')]);
    const incomplete = turn(6, 'en', [transcript()]);
    expect(latestComplete([], 4)).toBe(4);
    expect(latestComplete([complete(6), complete(5)], 4)).toBe(6);
    expect(latestComplete([complete(5), complete(7)], 4)).toBe(5);
    expect(latestComplete([complete(5), incomplete, complete(7)], 4)).toBe(5);
    expect(latestComplete([complete(5), incomplete, complete(7)], 7)).toBe(5);
    expect(latestComplete([complete(5), complete(7)], 7)).toBe(7);
  });

  test('are missing where a number is not known and was not repeated', () => {
    const known = [turn(5, 'en'), turn(7, 'en')];
    expect(isMissing(known, 4, 7)).toBe(true);
    expect(isMissing(known, 6, 7)).toBe(false);
    expect(isMissing(known, 4, 6)).toBe(false);
  });
});
