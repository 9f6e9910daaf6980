/** The languages of the interface, each with its own name. */
export const INTERFACE_LANGUAGES = {
  en: 'English',
  pt: 'Português',
  de: 'Deutsch',
  es: 'Español',
  fr: 'Français',
  it: 'Italiano',
} as const;

export type InterfaceLanguage = keyof typeof INTERFACE_LANGUAGES;
