import type { Settings } from '../store/state.ts';
import { en, type Words } from './en.ts';
import { pt } from './pt.ts';

const KNOWN: Record<string, Words> = { en, pt };

/** The language the app itself speaks. */
export function interfaceLanguage(choice: Settings['interface']): string {
  if (choice !== 'auto') return choice;
  const wanted = navigator.languages.map((tag) => tag.split('-')[0] ?? '');
  return wanted.find((tag) => tag in KNOWN) ?? 'en';
}

/** Words for one half: in its own language where we know it, so that both people can read theirs. */
export function wordsFor(language: string, fallback: string): { words: Words; language: string } {
  const known = KNOWN[language];
  return known
    ? { words: known, language }
    : { words: KNOWN[fallback] ?? en, language: fallback in KNOWN ? fallback : 'en' };
}

/** What a problem means to a person, and what to do about it. */
export function explain(words: Words, code: string): string {
  const { problems } = words;
  if (code in problems) return problems[code as keyof typeof problems];
  if (code === 'rate_limited' || code === 'busy') return problems.throttled;
  if (/unavailable$|^(gone|timed_out|not_admitted)$/.test(code)) return problems.unavailable;
  if (/^(model_error|pack_|engine_)/.test(code)) return problems.model;
  return problems.other;
}
