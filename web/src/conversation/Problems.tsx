import type { Track } from '@dragoman/client/protocol';
import { useApp } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';
import type { Strings } from '../i18n/en.ts';
import { errorText } from '../i18n/strings.ts';
import { AUDIO_INCOMPLETE, type MessageView } from '../store/messageView.ts';
import type { Message } from '../store/state.ts';

interface Props {
  message: Message;
  view: MessageView;
  track: Track;
  strings: Strings;
}

/** Errors and warnings of a message, with what to do about them. */
export function Problems({ message, view, track, strings }: Props) {
  const { controller } = useApp();
  const { problem } = view;
  const warnings = view.warnings.filter(
    (warning) => (warning.track ?? track) === track && warning.code !== AUDIO_INCOMPLETE,
  );
  return (
    <>
      {problem && track === 'original' && (
        <div className="problem">
          <p>{errorText(strings, problem.code)}</p>
          {problem.retryable && (
            <button type="button" className="button" onClick={() => controller.retry(message.key)}>
              <Icon name="retry" />
              {strings.again}
            </button>
          )}
        </div>
      )}
      {warnings.map((warning) => (
        <p className="warning" key={warning.code}>
          {strings.missing[track]} {errorText(strings, warning.code)}
        </p>
      ))}
    </>
  );
}
