import { useAppState, usePage, useStrings } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';
import { hint, isTrouble } from '../record/hints.ts';
import { canRecord } from '../record/recorder.ts';
import { TalkButton } from '../record/TalkButton.tsx';
import { Timer } from '../record/Timer.tsx';
import { useRoomState } from './context.ts';
import { me } from './roomState.ts';

/** The button to hold and speak, and its status. */
export function SpeakControls() {
  const { press } = usePage();
  const { strings } = useStrings();
  const language = useRoomState((state) => me(state)?.language ?? '');
  const recording = useAppState((state) => state.recording);
  const notice = useAppState(({ notice }) => notice?.code ?? null);
  return (
    <div className="speak-controls">
      <TalkButton side={0} language={language} available={canRecord() && language !== ''} />
      <div className="hint" id="hint-0">
        {recording?.phase === 'recording' && <Timer recording={recording} strings={strings} />}
        <span>{canRecord() && hint(strings, recording, null, false)}</span>
      </div>
      {recording && (
        <button
          type="button"
          className="icon-button"
          aria-label={strings.cancel}
          title={strings.cancel}
          onClick={() => press.cancel()}
        >
          <Icon name="close" />
        </button>
      )}
      <p className="notice" role="alert" data-kind={isTrouble(notice) ? 'trouble' : 'advice'}>
        {notice && strings.notices[notice]}
      </p>
      {!canRecord() && (
        <p className="notice" data-kind="advice">
          {isSecureContext ? strings.unsupported.old : strings.unsupported.insecure}
        </p>
      )}
    </div>
  );
}
