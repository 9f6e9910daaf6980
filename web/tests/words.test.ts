import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { en } from '../src/i18n/en.ts';
import { pt } from '../src/i18n/pt.ts';
import { ADVICE, explain, wordsFor } from '../src/i18n/words.ts';

const protocol = readFileSync(new URL('../src/protocol.ts', import.meta.url), 'utf8');
const block = protocol.slice(
  protocol.indexOf('type ErrorCode'),
  protocol.indexOf('type ClientMessage'),
);
const CODES = [...block.matchAll(/'([a-z0-9_]+)'/g)].map(([, code]) => code ?? '');

test('every code of the service has its words, and there are no others', () => {
  expect(CODES.length).toBeGreaterThan(20);
  expect(Object.keys(ADVICE).sort()).toEqual(CODES.sort());
});

test.each([en, pt])('no words are without a code', (words) => {
  expect(Object.keys(words.problems).sort()).toEqual([...new Set(Object.values(ADVICE))].sort());
});

test.each([en, pt])('what is said is what happened and then what to do', (words) => {
  for (const code of CODES) expect(explain(words, code)).toMatch(/\S+ \S+[.,;] .*\S+[.]$/);
});

test('a code of a newer service is explained too', () => {
  expect(explain(en, 'never_heard_of')).toBe(en.problems.internal_error);
  expect(explain(en, 'toString')).toBe(en.problems.internal_error);
});

test('a half speaks its own language, or else that of the app', () => {
  expect(wordsFor('pt', 'en').words).toBe(pt);
  expect(wordsFor('ar', 'pt').words).toBe(pt);
  expect(wordsFor('ar', 'ja')).toEqual({ words: en, language: 'en' });
});
