import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SETTINGS } from '../src/store/state.ts';
import { keep, restored } from '../src/store/storage.ts';
import { Store } from '../src/store/store.ts';

function storage(kept: Record<string, string> = {}) {
  return {
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => {
      kept[key] = value;
    },
    removeItem: (key: string) => delete kept[key],
  };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('localStorage', storage());
  vi.stubGlobal('sessionStorage', storage());
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('who was chosen to speak, and how fast, is still chosen next time', () => {
  const store = new Store(restored());
  keep(store);
  const chosen = { voices: { en: 'espeak-en-us' }, speed: 'faster' } as const;
  store.dispatch({ type: 'settings', settings: chosen });
  vi.runAllTimers();
  expect(restored().settings).toEqual({ ...SETTINGS, ...chosen });
});

test('settings of an older version are kept, and what they lack is as at first', () => {
  const older = { languages: ['en', 'pt'], autoplay: false };
  vi.stubGlobal('localStorage', storage({ 'dragoman.settings': JSON.stringify(older) }));
  expect(restored().settings).toEqual({ ...SETTINGS, ...older });
});

test('a storage full of something else is as good as an empty one', () => {
  vi.stubGlobal('localStorage', storage({ 'dragoman.settings': '{"autop' }));
  expect(restored().settings).toEqual(SETTINGS);
});
