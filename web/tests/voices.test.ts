import { describe, expect, test } from 'vitest';
import { nameIn } from '../src/settings/languages.ts';
import { chosenVoice, SPEEDS, voiceName, voiceNames, voicesOf } from '../src/settings/voices.ts';

const offer = (language: string, voice: string, quality = 'basic') => ({
  language,
  voice,
  quality,
  sex: '',
  start_ms: 0,
});
const OFFERS = [
  offer('en', 'en_US-joe-medium', 'natural'),
  offer('en', 'espeak-en-us'),
  offer('pt', 'espeak-pt-br'),
];

describe('the chosen voice', () => {
  test('is stored by language', () => {
    const chosen = { en: 'espeak-en-us' };
    expect(chosenVoice(OFFERS, 'en', chosen)).toBe('espeak-en-us');
    expect(chosenVoice(OFFERS, 'pt', chosen)).toBeNull();
  });

  test('is none if it is unavailable or of another language', () => {
    expect(chosenVoice(OFFERS, 'en', { en: 'espeak-en-gb-x-rp' })).toBeNull();
    expect(chosenVoice(OFFERS, 'en', { en: 'espeak-pt-br' })).toBeNull();
    expect(chosenVoice([], 'en', { en: 'espeak-en-us' })).toBeNull();
  });

  test('is one of the voices of the language', () => {
    const there = voicesOf(OFFERS, 'en').map(({ voice }) => voice);
    expect(there).toEqual(['en_US-joe-medium', 'espeak-en-us']);
  });
});

describe('the name of a voice', () => {
  test.each([
    ['en_US-joe-medium', 'American English, Joe'],
    ['en_GB-jenny_dioco-medium', 'British English, Jenny dioco'],
    ['espeak-en-us', 'American English'],
    ['espeak-en-us-female', 'American English, female'],
    ['espeak-en-gb-x-rp', 'British English, RP'],
    ['espeak-pt-br', 'Brazilian Portuguese'],
    ['espeak-pt', 'Portuguese'],
    ['espeak-es-419', 'Latin American Spanish'],
    ['someone', 'someone'],
    ['Voice.1+2', 'Voice.1+2'],
  ])('%s: %s', (voice, name) => {
    expect(voiceName(voice, 'en', 'female')).toBe(name);
  });

  test("is in the user's language", () => {
    expect(voiceName('espeak-en-us-female', 'pt', 'feminina')).toMatch(/^Inglês .+, feminina$/);
    expect(nameIn('en', 'pt')).toBe('inglês');
  });

  test('of Kokoro has an accent and a name', () => {
    expect(voiceName('pf_dora', 'en', 'female')).toBe('Brazilian Portuguese, Dora');
    expect(voiceName('bf_emma', 'en', 'female')).toBe('British English, Emma');
  });

  test('is its id where two names would be equal', () => {
    const offers = [offer('en', 'en_US-amy-low'), offer('en', 'en_US-amy-medium')];
    const names = voiceNames([...offers, offer('en', 'en_US-joe-medium')], 'en', 'female');
    expect(names.map(({ name }) => name)).toEqual([
      'en_US-amy-low',
      'en_US-amy-medium',
      'American English, Joe',
    ]);
  });
});

test('the service accepts every speed', () => {
  for (const speed of Object.values(SPEEDS)) {
    expect(speed).toBeGreaterThanOrEqual(0.6);
    expect(speed).toBeLessThanOrEqual(2);
  }
});
