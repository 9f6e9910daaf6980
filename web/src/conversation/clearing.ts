import type { Recordings } from '../store/recordings.ts';
import type { Store } from '../store/store.ts';

/** Clearing can be undone for this time. */
const UNDO_MS = 8000;

/** Clears the conversation. It is deleted at the service unless this is undone within seconds. */
export class Clearing {
  #store: Store;
  #recordings: Recordings;
  #deleteRemote: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `deleteRemote` deletes what the service stores. */
  constructor(store: Store, recordings: Recordings, deleteRemote: () => void) {
    this.#store = store;
    this.#recordings = recordings;
    this.#deleteRemote = deleteRemote;
    addEventListener('pagehide', () => this.finish());
  }

  clear(): void {
    this.finish();
    this.#store.dispatch({ type: 'cleared' });
    this.#timer = setTimeout(() => this.finish(), UNDO_MS);
  }

  undo(): void {
    clearTimeout(this.#timer);
    this.#store.dispatch({ type: 'clear_undone' });
  }

  /** Deletes the conversation from this device alone. */
  leave(): void {
    this.finish();
    this.#store.dispatch({ type: 'cleared' });
    this.#drop();
  }

  /** Deletes what was cleared, for good. Does nothing if nothing is to be undone. */
  finish(): void {
    clearTimeout(this.#timer);
    if (!this.#store.get().cleared) return;
    this.#drop();
    this.#deleteRemote();
  }

  #drop(): void {
    for (const { key } of this.#store.get().cleared ?? []) this.#recordings.drop(key);
    this.#store.dispatch({ type: 'clear_final' });
  }
}
