import { INITIAL, type Message, SETTINGS, type Settings, type State } from './state.ts';
import type { Store } from './store.ts';

const SETTINGS_KEY = 'dragoman.settings';
const MESSAGES_KEY = 'dragoman.protocol';
const SAVE_AFTER_MS = 150;

/** The conversation lasts as long as its tab, the settings as long as the browser. */
export function restored(): State {
  const settings = { ...SETTINGS, ...read<Partial<Settings>>(localStorage, SETTINGS_KEY) };
  const messages = (read<Message[]>(sessionStorage, MESSAGES_KEY) ?? []).map((message) => ({
    ...message,
    open: false,
  }));
  return { ...INITIAL, settings, messages, online: navigator.onLine };
}

export function keep(store: Store): void {
  let kept = store.get();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    const { settings, messages } = store.get();
    if (settings !== kept.settings) write(localStorage, SETTINGS_KEY, settings);
    if (messages !== kept.messages) write(sessionStorage, MESSAGES_KEY, messages);
    kept = store.get();
  };
  store.subscribe(() => {
    timer ??= setTimeout(save, SAVE_AFTER_MS);
  });
  addEventListener('pagehide', save);
}

function read<T>(storage: Storage, key: string): T | null {
  try {
    return JSON.parse(storage.getItem(key) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

/** A full or forbidden storage costs the memory of a reload, not the conversation. */
function write(storage: Storage, key: string, value: unknown): void {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch {
    storage.removeItem(key);
  }
}
