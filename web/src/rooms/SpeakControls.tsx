import { useAppState, useStrings } from '../app/context.ts';
import { CancelButton } from '../record/CancelButton.tsx';
import { hint } from '../record/hints.ts';
import { Notices } from '../record/Notices.tsx';
import { canRecord } from '../record/recorder.ts';
import { TalkButton } from '../record/TalkButton.tsx';
import { Timer } from '../record/Timer.tsx';
import { useRoomState } from './context.ts';
import { me } from './roomState.ts';

/** The button to hold and speak, and its status. */
export function SpeakControls() {
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
      {recording && <CancelButton strings={strings} />}
      <Notices strings={strings} code={notice} />
    </div>
  );
}
