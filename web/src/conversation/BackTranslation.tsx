import type { Strings } from '../i18n/en.ts';
import type { Message } from '../store/state.ts';

/** The translation translated back, once it was requested. */
export function BackTranslation({ message, strings }: { message: Message; strings: Strings }) {
  const { backTranslation, source } = message;
  if (!backTranslation) return null;
  if (backTranslation === 'pending') return <p className="note">{strings.checking}</p>;
  return (
    <p className="note back-translation">
      {strings.checked} <q lang={source}>{backTranslation}</q>
    </p>
  );
}
