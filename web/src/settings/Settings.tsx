import { useEffect, useRef } from 'preact/hooks';
import { useApp, useAppState, useStrings } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';
import { INTERFACE_LANGUAGES } from '../i18n/languages.ts';
import type { Settings as Chosen } from '../store/state.ts';
import { Choice } from './Choice.tsx';
import { ConversationActions } from './ConversationActions.tsx';
import { Find } from './Find.tsx';
import { ListenChoice } from './ListenChoice.tsx';
import { Toggle } from './Toggle.tsx';
import { VoiceChoices } from './VoiceChoices.tsx';

/** The settings dialog. */
export function Settings({ open, close }: { open: boolean; close: () => void }) {
  const { controller } = useApp();
  const { strings, language } = useStrings();
  const settings = useAppState((state) => state.settings);
  const signedIn = useAppState((state) => state.account === 'signed_in');
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const change = (changed: Partial<Chosen>) => controller.change(changed);
  return (
    <dialog
      className="settings"
      ref={dialog}
      lang={language}
      onClose={close}
      aria-label={strings.settings}
    >
      <header>
        <h2>{strings.settings}</h2>
        <button type="button" className="icon-button" aria-label={strings.close} onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <ConversationActions />
      <Find close={close} />
      <ListenChoice close={close} />
      <Toggle
        on={settings.autoplay}
        label={strings.autoplay}
        change={(autoplay) => change({ autoplay })}
      />
      <Toggle
        on={settings.handsFree}
        label={strings.handsFree}
        hint={strings.handsFreeHint}
        change={(handsFree) => change({ handsFree })}
      />
      <Toggle
        on={settings.followLanguage}
        label={strings.followLanguage}
        hint={strings.followLanguageHint}
        change={(followLanguage) => change({ followLanguage })}
      />
      <Toggle
        on={settings.tones}
        label={strings.tones}
        hint={strings.tonesHint}
        change={(tones) => change({ tones })}
      />
      <Toggle
        on={settings.mode === 'parallel'}
        label={strings.parallel}
        hint={strings.parallelHint}
        change={(on) => change({ mode: on ? 'parallel' : 'streaming' })}
      />
      <Toggle
        on={settings.faceToFace}
        label={strings.faceToFace}
        hint={strings.faceToFaceHint}
        change={(faceToFace) => change({ faceToFace })}
      />
      <VoiceChoices />
      <Choice
        label={strings.interfaceLanguage}
        value={settings.interface}
        options={[
          { value: 'auto', label: strings.automatic },
          ...Object.entries(INTERFACE_LANGUAGES).map(([value, label]) => ({
            value,
            label,
            lang: value,
          })),
        ]}
        change={(value) => change({ interface: value as Chosen['interface'] })}
      />
      {signedIn && (
        <button type="button" className="button" onClick={() => controller.signOut()}>
          {strings.signOut}
        </button>
      )}
      <p className="privacy">{strings.privacy}</p>
      <a className="documents" href="./docs/index.html" target="_blank" rel="noopener">
        {strings.documents}
      </a>
    </dialog>
  );
}
