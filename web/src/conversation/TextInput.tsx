import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../app/icons.tsx';
import { direction } from '../settings/languages.ts';

/** The service's limit of a typed text. */
export const MAX_LENGTH = 2000;

interface Props {
  label: string;
  language: string;
  text?: string;
  sendLabel: string;
  cancelLabel: string;
  send: (text: string) => void;
  close: () => void;
}

/** Types or edits a text. Enter sends, Shift+Enter starts a line, Escape closes. */
export function TextInput({ label, language, text: initial = '', ...props }: Props) {
  const [text, setText] = useState(initial);
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => area.current?.focus(), []);
  const send = () => {
    const trimmed = text.trim();
    if (!trimmed) return;
    props.send(trimmed);
    setText('');
    if (initial) props.close();
  };
  return (
    <form
      className="text-input"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={area}
        aria-label={label}
        placeholder={label}
        lang={language}
        dir={direction(language)}
        rows={2}
        maxLength={MAX_LENGTH}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') props.close();
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <button type="submit" className="button" disabled={!text.trim()}>
        {props.sendLabel}
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={props.cancelLabel}
        title={props.cancelLabel}
        onClick={props.close}
      >
        <Icon name="close" />
      </button>
    </form>
  );
}
