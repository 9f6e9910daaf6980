import { INITIAL, type Message, SETTINGS, type Settings, type State } from './state.ts';
import type { Store } from './store.ts';

const SETTINGS_KEY = 'dragoman.settings';
const MESSAGES_KEY = 'dragoman.messages';
const SAVE_AFTER_MS = 150;

/** The state at start: the conversation is stored for the tab, the settings for the browser. */
export function loadState(): State {
  const settings = { ...SETTINGS, ...read<Partial<Settings>>(localStorage, SETTINGS_KEY) };
  const messages = (read<Message[]>(sessionStorage, MESSAGES_KEY) ?? []).map((message) => ({
    ...message,
    open: false,
  }));
  return { ...INITIAL, settings, messages, online: navigator.onLine };
}

export function persist(store: Store): void {
  let saved = store.get();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    const { settings, messages } = store.get();
    if (settings !== saved.settings) write(localStorage, SETTINGS_KEY, settings);
    if (messages !== saved.messages) write(sessionStorage, MESSAGES_KEY, messages);
    saved = store.get();
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

/** If storage is full or forbidden, the conversation does not survive a reload. */
function write(storage: Storage, key: string, value: unknown): void {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch {
    storage.removeItem(key);
  }
}
