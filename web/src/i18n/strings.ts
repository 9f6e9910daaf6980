import type { ErrorCode } from '../protocol.ts';
import type { Settings } from '../store/state.ts';
import { en, type Strings } from './en.ts';
import { pt } from './pt.ts';

const KNOWN: Record<string, Strings> = { en, pt };

/** The language of the app's interface. */
export function interfaceLanguage(choice: Settings['interface']): string {
  if (choice !== 'auto') return choice;
  const wanted = navigator.languages.map((tag) => tag.split('-')[0] ?? '');
  return wanted.find((tag) => tag in KNOWN) ?? 'en';
}

/** Texts in a language, or in the fallback if there are none. */
export function stringsFor(
  language: string,
  fallback: string,
): { strings: Strings; language: string } {
  const known = KNOWN[language];
  return known
    ? { strings: known, language }
    : { strings: KNOWN[fallback] ?? en, language: fallback in KNOWN ? fallback : 'en' };
}

/** The text for each error code of the service. A missing code does not compile. */
export const ADVICE: Record<ErrorCode, keyof Strings['problems']> = {
  no_speech: 'no_speech',
  audio_too_long: 'audio_too_long',
  audio_too_large: 'audio_too_long',
  not_audio: 'not_audio',
  empty_audio: 'empty_audio',
  audio_missing: 'audio_missing',
  message_unknown: 'message_unknown',
  message_not_yours: 'message_unknown',
  audio_not_yours: 'message_unknown',
  unsupported_language: 'unsupported_language',
  unsupported_voice: 'unsupported_voice',
  unspeakable_text: 'unspeakable_text',
  busy: 'busy',
  throttled: 'busy',
  rate_limited: 'rate_limited',
  unavailable: 'unavailable',
  storage_unavailable: 'unavailable',
  user_pool_unavailable: 'unavailable',
  workflow_unavailable: 'unavailable',
  delivery_unavailable: 'unavailable',
  gone: 'unavailable',
  crashed: 'crashed',
  timed_out: 'timed_out',
  engine_failed: 'engine_failed',
  model_error: 'incomplete',
  pack_unknown: 'incomplete',
  pack_missing: 'incomplete',
  pack_corrupt: 'incomplete',
  pack_unreachable: 'incomplete',
  configuration_error: 'incomplete',
  not_admitted: 'not_admitted',
  bad_input: 'misunderstood',
  malformed_json: 'misunderstood',
  unknown_action: 'misunderstood',
  invalid_message: 'misunderstood',
  message_too_large: 'misunderstood',
  not_base64: 'misunderstood',
  invalid_translation_memory: 'misunderstood',
  invalid_termbase: 'misunderstood',
  room_refusal: 'room_unknown',
  room_unknown: 'room_unknown',
  not_in_room: 'not_in_room',
  already_in_room: 'already_in_room',
  removed_from_room: 'removed_from_room',
  room_locked: 'room_locked',
  room_full: 'room_full',
  too_many_languages: 'too_many_languages',
  not_host: 'not_host',
  participant_unknown: 'not_in_room',
  segment_ended: 'internal_error',
  illegal_transition: 'internal_error',
  internal_error: 'internal_error',
};

/** What an error means to the user, and what to do about it. */
export function errorText(strings: Strings, code: string): string {
  return strings.problems[
    Object.hasOwn(ADVICE, code) ? ADVICE[code as ErrorCode] : 'internal_error'
  ];
}
