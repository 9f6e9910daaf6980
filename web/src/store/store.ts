import { useLayoutEffect, useReducer, useRef } from 'preact/hooks';
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
    return () => {
      this.#listeners.delete(listener);
    };
  };
}

/** `select` must return parts of the state, not new objects. */
export function useSelected<T>(store: Store, select: (state: State) => T): T {
  const [, rerender] = useReducer((n: number) => n + 1, 0);
  const value = select(store.get());
  const current = useRef({ select, value });
  current.current = { select, value };
  useLayoutEffect(() => {
    const check = () => {
      const { select, value } = current.current;
      if (!Object.is(select(store.get()), value)) rerender(undefined);
    };
    check();
    return store.subscribe(check);
  }, [store]);
  return value;
}
