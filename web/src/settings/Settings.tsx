import { useEffect, useRef } from 'react';
import { useApp, useAppState, useWords } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';
import { save, transcript } from '../conversation/transcript.ts';
import type { Settings as Chosen } from '../store/state.ts';
import { Choice } from './Choice.tsx';
import { Toggle } from './Toggle.tsx';
import { VoiceChoices } from './VoiceChoices.tsx';

/** Everything that need not be decided to begin. */
export function Settings({ open, close }: { open: boolean; close: () => void }) {
  const { interpreter } = useApp();
  const { words, language } = useWords();
  const settings = useAppState((state) => state.settings);
  const empty = useAppState((state) => state.messages.length === 0);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const change = (changed: Partial<Chosen>) => interpreter.change(changed);
  const saveText = () => {
    const text = transcript(interpreter.store.get().messages);
    save(new Blob([`${text}\n`], { type: 'text/plain;charset=utf-8' }), 'dragoman.txt');
  };
  return (
    <dialog
      className="settings"
      ref={dialog}
      lang={language}
      onClose={close}
      aria-label={words.settings}
    >
      <header>
        <h2>{words.settings}</h2>
        <button type="button" className="quiet" aria-label={words.close} onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <Toggle
        on={settings.autoplay}
        label={words.autoplay}
        change={(autoplay) => change({ autoplay })}
      />
      <Toggle
        on={settings.handsFree}
        label={words.handsFree}
        hint={words.handsFreeHint}
        change={(handsFree) => change({ handsFree })}
      />
      <Toggle
        on={settings.mode === 'parallel'}
        label={words.parallel}
        hint={words.parallelHint}
        change={(on) => change({ mode: on ? 'parallel' : 'streaming' })}
      />
      <Toggle
        on={settings.faceToFace}
        label={words.faceToFace}
        hint={words.faceToFaceHint}
        change={(faceToFace) => change({ faceToFace })}
      />
      <VoiceChoices />
      <Choice
        label={words.interfaceLanguage}
        value={settings.interface}
        options={[
          { value: 'auto', label: words.automatic },
          { value: 'en', label: 'English', lang: 'en' },
          { value: 'pt', label: 'Português', lang: 'pt' },
        ]}
        change={(value) => change({ interface: value as Chosen['interface'] })}
      />
      <div className="actions">
        <button type="button" className="plain" disabled={empty} onClick={saveText}>
          <Icon name="save" />
          {words.saveText}
        </button>
        <button
          type="button"
          className="plain"
          disabled={empty}
          onClick={() => interpreter.clear()}
        >
          <Icon name="close" />
          {words.clear}
        </button>
      </div>
      <p className="privacy">{words.privacy}</p>
    </dialog>
  );
}
