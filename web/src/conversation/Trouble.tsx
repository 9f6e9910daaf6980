import { useApp } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';
import type { Words } from '../i18n/en.ts';
import { explain } from '../i18n/words.ts';
import type { Track } from '../protocol.ts';
import type { Message } from '../store/state.ts';
import type { MessageView } from '../store/view.ts';

interface Props {
  message: Message;
  view: MessageView;
  track: Track;
  words: Words;
}

/** What went wrong, what is missing, and what to do: beside what there is. */
export function Trouble({ message, view, track, words }: Props) {
  const { interpreter } = useApp();
  const { problem } = view;
  const warnings = view.warnings.filter((warning) => (warning.track ?? track) === track);
  return (
    <>
      {problem && track === 'original' && (
        <div className="trouble">
          <p>{explain(words, problem.code)}</p>
          {problem.retryable && (
            <button type="button" className="again" onClick={() => interpreter.retry(message.key)}>
              <Icon name="retry" />
              {words.again}
            </button>
          )}
        </div>
      )}
      {warnings.map((warning) => (
        <p className="warning" key={warning.code}>
          {words.missing[track]} {explain(words, warning.code)}
        </p>
      ))}
    </>
  );
}
