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

describe('who speaks', () => {
  test('is who was chosen, for each language apart', () => {
    const chosen = { en: 'espeak-en-us' };
    expect(chosenVoice(OFFERS, 'en', chosen)).toBe('espeak-en-us');
    expect(chosenVoice(OFFERS, 'pt', chosen)).toBeNull();
  });

  test('is nobody in particular once the chosen one is not on offer, or speaks another language', () => {
    expect(chosenVoice(OFFERS, 'en', { en: 'espeak-en-gb-x-rp' })).toBeNull();
    expect(chosenVoice(OFFERS, 'en', { en: 'espeak-pt-br' })).toBeNull();
    expect(chosenVoice([], 'en', { en: 'espeak-en-us' })).toBeNull();
  });

  test('comes from the voices of the language, in their order', () => {
    const there = voicesOf(OFFERS, 'en').map(({ voice }) => voice);
    expect(there).toEqual(['en_US-joe-medium', 'espeak-en-us']);
  });
});

describe('a voice is called', () => {
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

  test('in the language of who reads it', () => {
    expect(voiceName('espeak-en-us-female', 'pt', 'feminina')).toMatch(/^Inglês .+, feminina$/);
    expect(nameIn('en', 'pt')).toBe('inglês');
  });

  test('as Kokoro names its voices', () => {
    expect(voiceName('pf_dora', 'en', 'female')).toBe('Brazilian Portuguese, Dora');
    expect(voiceName('bf_emma', 'en', 'female')).toBe('British English, Emma');
  });

  test('by its own name where two would be called the same', () => {
    const offers = [offer('en', 'en_US-amy-low'), offer('en', 'en_US-amy-medium')];
    const names = voiceNames([...offers, offer('en', 'en_US-joe-medium')], 'en', 'female');
    expect(names.map(({ name }) => name)).toEqual([
      'en_US-amy-low',
      'en_US-amy-medium',
      'American English, Joe',
    ]);
  });
});

test('every speed is one that the service takes', () => {
  for (const speed of Object.values(SPEEDS)) {
    expect(speed).toBeGreaterThanOrEqual(0.6);
    expect(speed).toBeLessThanOrEqual(2);
  }
});
