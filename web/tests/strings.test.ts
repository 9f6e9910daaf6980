import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { de } from '../src/i18n/de.ts';
import { en, type Strings } from '../src/i18n/en.ts';
import { es } from '../src/i18n/es.ts';
import { fr } from '../src/i18n/fr.ts';
import { it } from '../src/i18n/it.ts';
import { INTERFACE_LANGUAGES } from '../src/i18n/languages.ts';
import { pt } from '../src/i18n/pt.ts';
import { ADVICE, errorText, loadStrings, stringsFor } from '../src/i18n/strings.ts';

const ALL = { de, en, es, fr, it, pt };

const protocol = readFileSync(new URL('../client/src/protocol.ts', import.meta.url), 'utf8');
const block = protocol.slice(
  protocol.indexOf('type ErrorCode'),
  protocol.indexOf('type ClientMessage'),
);
const CODES = [...block.matchAll(/'([a-z0-9_]+)'/g)].map(([, code]) => code ?? '');

test('every error code of the service has a text, and no other code has', () => {
  expect(CODES.length).toBeGreaterThan(20);
  expect(Object.keys(ADVICE).sort()).toEqual(CODES.sort());
});

test.each(Object.values(ALL))('every text belongs to an error code', (strings) => {
  expect(Object.keys(strings.problems).sort()).toEqual([...new Set(Object.values(ADVICE))].sort());
});

test.each(Object.values(ALL))('an error text says what happened and what to do', (strings) => {
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

/** Every text, with its path. Functions are called with a number, which all of them accept. */
function texts(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'function') return [[path, String(value(2))]];
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value as object).flatMap(([key, inner]) => texts(inner, `${path}.${key}`));
}

test.each(Object.entries(ALL))('%s has a text of its own everywhere', (language, strings) => {
  expect(Object.keys(INTERFACE_LANGUAGES)).toContain(language);
  const translated = new Map(texts(strings));
  const original = new Map(texts(en));
  expect([...translated.keys()].sort()).toEqual([...original.keys()].sort());
  for (const text of translated.values()) expect(text.trim()).not.toBe('');
  if (language !== 'en') {
    const same = [...translated].filter(([path, text]) => original.get(path) === text);
    expect(same.map(([path]) => path).filter((path) => !MAY_BE_SAME.includes(path))).toEqual([]);
  }
});

const MAY_BE_SAME = ['.title', '.no', '.speeds.normal', '.quality.natural'];

test('texts that are not built in are loaded when they are needed', async () => {
  expect(stringsFor('es', 'en').language).toBe('en');
  expect(await loadStrings('es')).toBe(true);
  expect(stringsFor('es', 'en')).toEqual({ strings: es, language: 'es' });
  expect(await loadStrings('es')).toBe(false);
  expect(await loadStrings('ar')).toBe(false);
});

test('all languages use the same parameters', () => {
  const parameters = (strings: Strings) =>
    texts(strings)
      .filter(([, text]) => text.includes('2'))
      .map(([path]) => path);
  for (const strings of Object.values(ALL)) expect(parameters(strings)).toEqual(parameters(en));
});
