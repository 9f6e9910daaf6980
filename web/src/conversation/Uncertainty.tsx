import type { Strings } from '../i18n/en.ts';
import { AUDIO_INCOMPLETE, type MessageView } from '../store/messageView.ts';

interface Props {
  view: MessageView;
  own: boolean;
  strings: Strings;
}

/** Says to speaker and listener alike that a message may be wrong. */
export function Uncertainty({ view, own, strings }: Props) {
  const notes = [
    ...(view.lowConfidence ? [own ? strings.lowConfidence : strings.misheard] : []),
    ...(view.uncertainTranslation ? [strings.uncertainTranslation] : []),
    ...(view.warnings.some(({ code }) => code === AUDIO_INCOMPLETE)
      ? [strings.audioIncomplete]
      : []),
  ];
  return (
    <>
      {notes.map((note) => (
        <p className="low-confidence" key={note}>
          {note}
        </p>
      ))}
    </>
  );
}
