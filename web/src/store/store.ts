import { useLayoutEffect, useReducer, useRef } from 'preact/hooks';
import { type Action, reduce } from './reducer.ts';
import type { State } from './state.ts';

/** Holds a state, which changes by actions only. */
export class ReducedState<S, A> {
  #state: S;
  #reduce: (state: S, action: A) => S;
  #listeners = new Set<() => void>();

  constructor(initial: S, reduce: (state: S, action: A) => S) {
    this.#state = initial;
    this.#reduce = reduce;
  }

  get = (): S => this.#state;

  dispatch = (action: A): void => {
    this.#state = this.#reduce(this.#state, action);
    for (const listener of this.#listeners) listener();
  };

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };
}

/** The state of the conversation. */
export class Store extends ReducedState<State, Action> {
  constructor(initial: State) {
    super(initial, reduce);
  }
}

/** `select` must return parts of the state, not new objects. */
export function useSelected<S, A, T>(store: ReducedState<S, A>, select: (state: S) => T): T {
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
