import { expect, test } from 'vitest';
import { direction, languagesFor, ownName, startingPair } from '../src/settings/languages.ts';

const offer = (source: string, target: string) => ({
  source,
  target,
  voice_quality: 'natural',
  via: null,
});
const OFFERS = [offer('en', 'pt'), offer('pt', 'en'), offer('en', 'fr'), offer('fr', 'en')];

test("the first side starts with the user's language", () => {
  expect(startingPair(OFFERS, ['', ''], ['pt-BR', 'en'])).toEqual(['pt', 'en']);
  expect(startingPair(OFFERS, ['', ''], ['ja'])).toEqual(['en', 'pt']);
});

test('an earlier choice is kept while it is available', () => {
  expect(startingPair(OFFERS, ['fr', 'en'], ['pt'])).toEqual(['fr', 'en']);
  expect(startingPair(OFFERS, ['de', 'en'], ['pt'])).toEqual(['pt', 'en']);
});

test('an unavailable pair is kept', () => {
  expect(startingPair(OFFERS, ['fr', 'pt'], ['pt'])).toEqual(['fr', 'pt']);
});

test("choosing the other side's language swaps the two", () => {
  expect(languagesFor(['en', 'pt'], 0, 'pt')).toEqual(['pt', 'en']);
  expect(languagesFor(['en', 'pt'], 1, 'fr')).toEqual(['en', 'fr']);
});

test('languages have their own name and direction', () => {
  expect(ownName('pt')).toBe('Português');
  expect(direction('ar')).toBe('rtl');
  expect(direction('pt')).toBe('ltr');
});
