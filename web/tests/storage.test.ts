import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SETTINGS } from '../src/store/state.ts';
import { loadState, persist } from '../src/store/storage.ts';
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

test('the chosen voices and speed are stored', () => {
  const store = new Store(loadState());
  persist(store);
  const chosen = { voices: { en: 'espeak-en-us' }, speed: 'faster' } as const;
  store.dispatch({ type: 'settings', settings: chosen });
  vi.runAllTimers();
  expect(loadState().settings).toEqual({ ...SETTINGS, ...chosen });
});

test('settings of an older version are completed with defaults', () => {
  const older = { languages: ['en', 'pt'], autoplay: false };
  vi.stubGlobal('localStorage', storage({ 'dragoman.settings': JSON.stringify(older) }));
  expect(loadState().settings).toEqual({ ...SETTINGS, ...older });
});

test('unreadable settings are replaced by the defaults', () => {
  vi.stubGlobal('localStorage', storage({ 'dragoman.settings': '{"autop' }));
  expect(loadState().settings).toEqual(SETTINGS);
});
