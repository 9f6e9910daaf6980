import { useState } from 'preact/hooks';
import { useApp, useAppState, useStrings } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';
import { saveFile, transcript } from '../conversation/transcript.ts';

/** Saves the conversation, or clears it after a confirmation. */
export function ConversationActions() {
  const { controller } = useApp();
  const { strings } = useStrings();
  const empty = useAppState((state) => state.messages.length === 0);
  const [asking, setAsking] = useState(false);
  const save = () => {
    const text = transcript(controller.store.get().messages);
    saveFile(new Blob([`${text}\n`], { type: 'text/plain;charset=utf-8' }), 'dragoman.txt');
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
      <button type="button" className="button" disabled={empty} onClick={() => setAsking(true)}>
        <Icon name="close" />
        {strings.clear}
      </button>
    </div>
  );
}
