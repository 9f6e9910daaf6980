import { createContext, useContext } from 'react';
import { interfaceLanguage, wordsFor } from '../i18n/words.ts';
import type { Interpreter } from '../interpreter.ts';
import type { Talk } from '../record/talk.ts';
import type { Side, State } from '../store/state.ts';
import { useSelected } from '../store/store.ts';

export interface App {
  interpreter: Interpreter;
  talk: Talk;
}

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('outside of the app');
  return app;
}

export function useAppState<T>(select: (state: State) => T): T {
  return useSelected(useApp().interpreter.store, select);
}

/** Words in the language of the app. */
export function useWords() {
  const choice = useAppState((state) => state.settings.interface);
  const language = interfaceLanguage(choice);
  return wordsFor(language, language);
}

/** Words in the language of a half, where we know it. */
export function useSideWords(side: Side) {
  const choice = useAppState((state) => state.settings.interface);
  const language = useAppState((state) => state.settings.languages[side]);
  return wordsFor(language, interfaceLanguage(choice));
}
