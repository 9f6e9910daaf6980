import { useSyncExternalStore } from 'react';
import { type Action, reduce } from './reducer.ts';
import type { State } from './state.ts';

/** Holds the state, which changes by actions only. */
export class Store {
  #state: State;
  #listeners = new Set<() => void>();

  constructor(initial: State) {
    this.#state = initial;
  }

  get = (): State => this.#state;

  dispatch = (action: Action): void => {
    this.#state = reduce(this.#state, action);
    for (const listener of this.#listeners) listener();
  };

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

/** `select` must return parts of the state, not new objects. */
export function useSelected<T>(store: Store, select: (state: State) => T): T {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
