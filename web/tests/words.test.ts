import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { en } from '../src/i18n/en.ts';
import { pt } from '../src/i18n/pt.ts';
import { explain, wordsFor } from '../src/i18n/words.ts';

const protocol = readFileSync(new URL('../src/protocol.ts', import.meta.url), 'utf8');
const block = protocol.slice(
  protocol.indexOf('type ErrorCode'),
  protocol.indexOf('type ClientMessage'),
);
const CODES = [...block.matchAll(/'([a-z_]+)'/g)].map(([, code]) => code ?? '');

/** Errors of ours rather than of the person's: "something went wrong" is all there is to say. */
const OURS = ['internal_error', 'bad_input', 'configuration_error'];

test.each([en, pt])('every error says what to do', (words) => {
  expect(CODES.length).toBeGreaterThan(20);
  for (const code of CODES) expect(explain(words, code)).toMatch(/\S{2,}.*[.]$/);
  const plain = CODES.filter((code) => explain(words, code) === words.problems.other);
  for (const code of OURS) expect(plain).toContain(code);
  expect(plain).not.toContain('no_speech');
  expect(plain).not.toContain('pack_missing');
});

test('a half speaks its own language, or else that of the app', () => {
  expect(wordsFor('pt', 'en').words).toBe(pt);
  expect(wordsFor('ar', 'pt').words).toBe(pt);
  expect(wordsFor('ar', 'ja')).toEqual({ words: en, language: 'en' });
});
