import { useApp } from '../app/context.ts';
import type { Strings } from '../i18n/en.ts';
import { nameIn } from '../settings/languages.ts';
import type { MessageView } from '../store/messageView.ts';
import type { Message } from '../store/state.ts';

interface Props {
  message: Message;
  view: MessageView;
  own: boolean;
  strings: Strings;
}

/** Asks whether the other language was spoken, or says that the app followed it. */
export function LanguageQuestion({ message, view, own, strings }: Props) {
  const { controller } = useApp();
  const reader = own ? message.source : message.target;
  if (message.direction === 'followed')
    return (
      <div className="language-question">
        <span>{strings.understoodAs(nameIn(message.source, reader))}</span>
        <button
          type="button"
          className="button"
          onClick={() => controller.turnAround(message.key, 'chosen')}
        >
          {strings.itWas(nameIn(message.target, reader))}
        </button>
      </div>
    );
  if (!view.otherLanguage || message.direction || message.corrected) return null;
  return (
    <div className="language-question">
      <span>{strings.wasThat(nameIn(view.otherLanguage.language, reader))}</span>
      <button
        type="button"
        className="button"
        onClick={() => controller.turnAround(message.key, 'chosen')}
      >
        {strings.translateAgain}
      </button>
      <button
        type="button"
        className="button"
        onClick={() => controller.confirmDirection(message.key)}
      >
        {strings.no}
      </button>
    </div>
  );
}
