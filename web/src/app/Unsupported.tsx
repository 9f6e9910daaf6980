import { interfaceLanguage, stringsFor } from '../i18n/strings.ts';

/** Shown instead of the app where the browser lacks what it needs. */
export function Unsupported() {
  const { strings, language } = stringsFor(interfaceLanguage('auto'), 'en');
  return (
    <main className="unsupported" lang={language}>
      <h1>{strings.unsupported.title}</h1>
      <p>{isSecureContext ? strings.unsupported.old : strings.unsupported.insecure}</p>
    </main>
  );
}
