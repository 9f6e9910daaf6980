import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { en } from '../src/i18n/en.ts';
import { pt } from '../src/i18n/pt.ts';
import { ADVICE, errorText, stringsFor } from '../src/i18n/strings.ts';

const protocol = readFileSync(new URL('../src/protocol.ts', import.meta.url), 'utf8');
const block = protocol.slice(
  protocol.indexOf('type ErrorCode'),
  protocol.indexOf('type ClientMessage'),
);
const CODES = [...block.matchAll(/'([a-z0-9_]+)'/g)].map(([, code]) => code ?? '');

test('every error code of the service has a text, and no other code has', () => {
  expect(CODES.length).toBeGreaterThan(20);
  expect(Object.keys(ADVICE).sort()).toEqual(CODES.sort());
});

test.each([en, pt])('every text belongs to an error code', (strings) => {
  expect(Object.keys(strings.problems).sort()).toEqual([...new Set(Object.values(ADVICE))].sort());
});

test.each([en, pt])('an error text says what happened and what to do', (strings) => {
  for (const code of CODES) expect(errorText(strings, code)).toMatch(/\S+ \S+[.,;] .*\S+[.]$/);
});

test('an unknown error code has a text', () => {
  expect(errorText(en, 'never_heard_of')).toBe(en.problems.internal_error);
  expect(errorText(en, 'toString')).toBe(en.problems.internal_error);
});

test('a side uses its own language, or that of the app', () => {
  expect(stringsFor('pt', 'en').strings).toBe(pt);
  expect(stringsFor('ar', 'pt').strings).toBe(pt);
  expect(stringsFor('ar', 'ja')).toEqual({ strings: en, language: 'en' });
});
