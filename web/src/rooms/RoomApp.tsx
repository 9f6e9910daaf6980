import { useEffect, useState } from 'preact/hooks';
import { SignInBar } from '../account/SignInBar.tsx';
import { Banner } from '../app/Banner.tsx';
import { useAppState, useStrings } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';
import { errorText } from '../i18n/strings.ts';
import { useRecordingKeys } from '../record/useRecordingKeys.ts';
import { useWakeLock } from '../record/useWakeLock.ts';
import { useRoom, useRoomState } from './context.ts';
import { Entrance } from './Entrance.tsx';
import { InvitationDialog } from './InvitationDialog.tsx';
import { PeopleDialog } from './PeopleDialog.tsx';
import { PersonName } from './PersonName.tsx';
import { otherSpeakers } from './roomState.ts';
import { SoundControls } from './SoundControls.tsx';
import { SpeakControls } from './SpeakControls.tsx';
import { Turns } from './Turns.tsx';

/** A participant's screen. */
export function RoomApp() {
  const { strings, language } = useStrings();
  const inside = useRoomState((state) => state.room !== null);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = strings.room.title;
  }, [language, strings]);
  return (
    <>
      {inside ? <Inside /> : <Entrance />}
      <Banner />
      <SignInBar />
    </>
  );
}

function Inside() {
  const { strings } = useStrings();
  const controller = useRoom();
  const [open, setOpen] = useState<'invitation' | 'people' | null>(null);
  const count = useRoomState((state) => state.room?.participants.length ?? 0);
  const host = useRoomState((state) => state.room?.host === state.room?.you);
  const problem = useRoomState((state) => state.problem);
  const connection = useAppState((state) => state.connection);
  const close = () => setOpen(null);
  useRecordingKeys();
  useWakeLock();
  // Who has opened a room wants to invite.
  useEffect(() => {
    if (host && count === 1) setOpen('invitation');
  }, []);
  return (
    <main className="room" data-connection={connection}>
      <header className="room-header">
        <h1>{strings.room.title}</h1>
        <nav aria-label={strings.room.title}>
          <button type="button" className="tool" onClick={() => setOpen('invitation')}>
            <Icon name="invite" />
            <span>{strings.room.invite}</span>
          </button>
          <button type="button" className="tool" onClick={() => setOpen('people')}>
            <Icon name="people" />
            <span>{strings.room.people(count)}</span>
          </button>
          <button type="button" className="tool" onClick={() => controller.leave()}>
            <Icon name="leave" />
            <span>{strings.room.leave}</span>
          </button>
        </nav>
        <Speakers />
        <p className="notice" role="alert" data-kind="trouble">
          {problem && errorText(strings, problem)}
        </p>
      </header>
      <Turns />
      <footer className="room-footer">
        <SoundControls />
        <SpeakControls />
      </footer>
      <InvitationDialog open={open === 'invitation'} close={close} />
      <PeopleDialog open={open === 'people'} close={close} />
    </main>
  );
}

/** Who else speaks now. */
function Speakers() {
  const { strings } = useStrings();
  const state = useRoomState((state) => state);
  const speakers = otherSpeakers(state);
  return (
    <p className="speakers" role="status">
      {speakers.map((person, n) => (
        <span key={person.participant_id}>
          {n > 0 && ', '}
          <PersonName person={person} />
        </span>
      ))}
      {speakers.length > 0 && ` ${strings.room.speaking(speakers.length)}`}
    </p>
  );
}
