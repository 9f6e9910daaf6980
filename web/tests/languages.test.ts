import { expect, test } from 'vitest';
import { direction, languagesFor, ownName, startingPair } from '../src/settings/languages.ts';

const offer = (source: string, target: string) => ({
  source,
  target,
  voice_quality: 'natural',
  via: null,
});
const OFFERS = [offer('en', 'pt'), offer('pt', 'en'), offer('en', 'fr'), offer('fr', 'en')];

test('the reader finds their own language on their side', () => {
  expect(startingPair(OFFERS, ['', ''], ['pt-BR', 'en'])).toEqual(['pt', 'en']);
  expect(startingPair(OFFERS, ['', ''], ['ja'])).toEqual(['en', 'pt']);
});

test('a choice made before stays while it is to be had', () => {
  expect(startingPair(OFFERS, ['fr', 'en'], ['pt'])).toEqual(['fr', 'en']);
  expect(startingPair(OFFERS, ['de', 'en'], ['pt'])).toEqual(['pt', 'en']);
});

test('a choice that is not to be had is theirs to change', () => {
  expect(startingPair(OFFERS, ['fr', 'pt'], ['pt'])).toEqual(['fr', 'pt']);
});

test("choosing the other side's language swaps the two", () => {
  expect(languagesFor(['en', 'pt'], 0, 'pt')).toEqual(['pt', 'en']);
  expect(languagesFor(['en', 'pt'], 1, 'fr')).toEqual(['en', 'fr']);
});

test('languages are called by their own names, and read in their own direction', () => {
  expect(ownName('pt')).toBe('Português');
  expect(direction('ar')).toBe('rtl');
  expect(direction('pt')).toBe('ltr');
});
