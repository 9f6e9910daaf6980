import { Refused } from '@dragoman/client';
import { useState } from 'preact/hooks';
import { useApp, useAppState, useStrings } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';
import { service } from '../connection/service.ts';
import { saveFile, transcript } from '../conversation/transcript.ts';
import { errorText } from '../i18n/strings.ts';
import { viewMessage } from '../store/messageView.ts';

/** Saves the conversation, or clears it after a confirmation. */
export function ConversationActions() {
  const { controller } = useApp();
  const { strings } = useStrings();
  const empty = useAppState((state) => state.messages.length === 0);
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState('');
  const save = () => {
    const text = transcript(controller.store.get().messages);
    saveFile(new Blob([`${text}\n`], { type: 'text/plain;charset=utf-8' }), 'dragoman.txt');
  };
  const saveSubtitles = async () => {
    setProblem('');
    try {
      const spoken = controller.store.get().messages.filter((one) => viewMessage(one).original);
      saveFile(await service.export(spoken.map((one) => one.id)), 'dragoman.vtt');
    } catch (error) {
      const code = error instanceof Refused ? error.code : 'unavailable';
      setProblem(errorText(strings, code));
    }
  };
  const clear = () => {
    setAsking(false);
    controller.clear();
  };
  if (asking && !empty)
    return (
      <div className="actions">
        <p role="alert">{strings.confirmClear}</p>
        <button type="button" className="button" onClick={clear}>
          {strings.confirmYes}
        </button>
        <button type="button" className="button" onClick={() => setAsking(false)}>
          {strings.confirmNo}
        </button>
      </div>
    );
  return (
    <div className="actions">
      <button type="button" className="button" disabled={empty} onClick={save}>
        <Icon name="save" />
        {strings.saveText}
      </button>
      <button type="button" className="button" disabled={empty} onClick={saveSubtitles}>
        <Icon name="save" />
        {strings.saveSubtitles}
      </button>
      {problem && <p role="alert">{problem}</p>}
      <button type="button" className="button" disabled={empty} onClick={() => setAsking(true)}>
        <Icon name="close" />
        {strings.clear}
      </button>
    </div>
  );
}
