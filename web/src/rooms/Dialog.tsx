import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useStrings } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';

interface Props {
  open: boolean;
  close: () => void;
  title: string;
  children: ComponentChildren;
}

/** A modal dialog with a title and a button that closes it. */
export function Dialog({ open, close, title, children }: Props) {
  const { strings, language } = useStrings();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog className="settings" ref={dialog} lang={language} onClose={close} aria-label={title}>
      <header>
        <h2>{title}</h2>
        <button type="button" className="icon-button" aria-label={strings.close} onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      {open && children}
    </dialog>
  );
}
