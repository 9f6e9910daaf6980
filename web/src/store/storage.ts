import { settingsStorage, tabStorage } from './browserStorage.ts';
import { INITIAL, type Message, SETTINGS, type Settings, type State } from './state.ts';
import type { Store } from './store.ts';

const SETTINGS_KEY = 'dragoman.settings';
const MESSAGES_KEY = 'dragoman.messages';
const SAVE_AFTER_MS = 150;

/** The state at start: the conversation is stored for the tab, the settings for the browser. */
export function loadState(messagesKey = MESSAGES_KEY): State {
  const settings = { ...SETTINGS, ...settingsStorage.read<Partial<Settings>>(SETTINGS_KEY) };
  const messages = (tabStorage.read<Message[]>(messagesKey) ?? []).map((message) => ({
    ...message,
    open: false,
  }));
  return { ...INITIAL, settings, messages, online: navigator.onLine };
}

export function persist(store: Store, messagesKey = MESSAGES_KEY): void {
  let saved = store.get();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    const { settings, messages } = store.get();
    if (settings !== saved.settings) settingsStorage.set(SETTINGS_KEY, JSON.stringify(settings));
    if (messages !== saved.messages) tabStorage.set(messagesKey, JSON.stringify(messages));
    saved = store.get();
  };
  store.subscribe(() => {
    timer ??= setTimeout(save, SAVE_AFTER_MS);
  });
  addEventListener('pagehide', save);
}
