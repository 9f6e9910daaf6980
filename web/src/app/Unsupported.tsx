import { interfaceLanguage, wordsFor } from '../i18n/words.ts';

/** Shown in place of the app where it could not work. */
export function Unsupported() {
  const { words, language } = wordsFor(interfaceLanguage('auto'), 'en');
  return (
    <main className="unsupported" lang={language}>
      <h1>{words.unsupported.title}</h1>
      <p>{isSecureContext ? words.unsupported.old : words.unsupported.insecure}</p>
    </main>
  );
}
