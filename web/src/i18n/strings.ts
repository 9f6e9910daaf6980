import type { ErrorCode } from '@dragoman/client/protocol';
import type { Settings } from '../store/state.ts';
import { en, type Strings } from './en.ts';
import { INTERFACE_LANGUAGES, PSEUDO_LANGUAGE } from './languages.ts';
import { pt } from './pt.ts';

const LOADED: Record<string, Strings> = { en, pt };
/** Texts that are loaded when they are needed. */
const LOADERS: Record<string, () => Promise<Strings>> = {
  de: async () => (await import('./de.ts')).de,
  es: async () => (await import('./es.ts')).es,
  fr: async () => (await import('./fr.ts')).fr,
  it: async () => (await import('./it.ts')).it,
  [PSEUDO_LANGUAGE]: async () => (await import('./pseudo.ts')).pseudoTexts(en),
};

/** The language of the app's interface. */
export function interfaceLanguage(choice: Settings['interface']): string {
  if (new URLSearchParams(location.search).get('lang') === PSEUDO_LANGUAGE) return PSEUDO_LANGUAGE;
  if (choice !== 'auto') return choice;
  const wanted = navigator.languages.map((tag) => tag.split('-')[0] ?? '');
  return wanted.find((tag) => tag in INTERFACE_LANGUAGES) ?? 'en';
}

/** Loads the texts of a language. False if they are there already, do not exist or cannot be loaded. */
export async function loadStrings(language: string): Promise<boolean> {
  const load = LOADERS[language];
  if (!load || LOADED[language]) return false;
  try {
    LOADED[language] = await load();
    return true;
  } catch {
    return false;
  }
}

/** Texts in a language, or in the fallback if there are none. */
export function stringsFor(
  language: string,
  fallback: string,
): { strings: Strings; language: string } {
  const known = LOADED[language];
  return known
    ? { strings: known, language }
    : { strings: LOADED[fallback] ?? en, language: fallback in LOADED ? fallback : 'en' };
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
  captions_off: 'misunderstood',
  nothing_to_export: 'message_unknown',
  export_too_large: 'misunderstood',
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
