/** The languages of the interface, each with its own name. */
export const INTERFACE_LANGUAGES = {
  en: 'English',
  pt: 'Português',
  de: 'Deutsch',
  es: 'Español',
  fr: 'Français',
  it: 'Italiano',
} as const;

/** A pseudo-locale for development, not offered to users: `?lang=ar-XB`. */
export const PSEUDO_LANGUAGE = 'ar-XB';

export type InterfaceLanguage = keyof typeof INTERFACE_LANGUAGES;
