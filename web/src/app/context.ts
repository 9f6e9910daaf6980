import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Controller } from '../controller.ts';
import { PSEUDO_LANGUAGE } from '../i18n/languages.ts';
import { interfaceLanguage, loadStrings, stringsFor } from '../i18n/strings.ts';
import type { Microphone } from '../record/microphone.ts';
import type { PressControl } from '../record/pressControl.ts';
import type { Side, State } from '../store/state.ts';
import { type Store, useSelected } from '../store/store.ts';

/** What every page has. */
export interface Page {
  store: Store;
  microphone: Microphone;
  press: PressControl;
}

export interface App {
  controller: Controller;
}

export const PageContext = createContext<Page | null>(null);
export const AppContext = createContext<App | null>(null);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error('outside of a page');
  return page;
}

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('outside of the app');
  return app;
}

export function useAppState<T>(select: (state: State) => T): T {
  return useSelected(usePage().store, select);
}

/** Interface texts in the language of the app. */
export function useStrings() {
  const choice = useAppState((state) => state.settings.interface);
  const language = interfaceLanguage(choice);
  useLoaded(language);
  return stringsFor(language, language);
}

/** Interface texts in the language of a side, or in that of the app if there are none. */
export function useSideStrings(side: Side) {
  const choice = useAppState((state) => state.settings.interface);
  const own = useAppState((state) => state.settings.languages[side]);
  const fallback = interfaceLanguage(choice);
  const language = fallback === PSEUDO_LANGUAGE ? fallback : own;
  useLoaded(language);
  useLoaded(fallback);
  return stringsFor(language, fallback);
}

/** Renders again when the texts of a language have been loaded. */
function useLoaded(language: string): void {
  const [, render] = useState(0);
  useEffect(() => {
    void loadStrings(language).then((loaded) => {
      if (loaded) render((count) => count + 1);
    });
  }, [language]);
}
