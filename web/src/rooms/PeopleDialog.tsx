import { useState } from 'preact/hooks';
import { useAppState, useStrings } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';
import { availableLanguages, ownName } from '../settings/languages.ts';
import { Toggle } from '../settings/Toggle.tsx';
import { useRoom, useRoomState } from './context.ts';
import { Dialog } from './Dialog.tsx';
import { PersonName } from './PersonName.tsx';
import { isHost, me, type Person } from './roomState.ts';

/** Who is here, the own language, and the tools of the host. */
export function PeopleDialog({ open, close }: { open: boolean; close: () => void }) {
  const { strings } = useStrings();
  const count = useRoomState((state) => state.room?.participants.length ?? 0);
  return (
    <Dialog open={open} close={close} title={strings.room.people(count)}>
      <People />
    </Dialog>
  );
}

function People() {
  const people = useRoomState((state) => state.people);
  const host = useRoomState(isHost);
  return (
    <>
      <ul className="people">
        {people
          .filter(({ present }) => present)
          .map((person) => (
            <PersonRow key={person.participant_id} person={person} host={host} />
          ))}
      </ul>
      <OwnLanguage />
      {host && <HostTools />}
    </>
  );
}

function PersonRow({ person, host }: { person: Person; host: boolean }) {
  const { strings } = useStrings();
  const controller = useRoom();
  const you = useRoomState((state) => state.room?.you === person.participant_id);
  const theirs = useRoomState((state) => state.room?.host === person.participant_id);
  const details = [
    ownName(person.language),
    ...(you ? [strings.room.you] : []),
    ...(theirs ? [strings.room.host] : []),
    ...(person.connected ? [] : [strings.room.away]),
  ];
  return (
    <li data-away={!person.connected || undefined}>
      <span>
        <PersonName person={person} /> <span className="details">{details.join(', ')}</span>
      </span>
      {host && !you && (
        <button
          type="button"
          className="icon-button"
          aria-label={strings.room.remove(person.name)}
          title={strings.room.remove(person.name)}
          onClick={() => controller.remove(person.participant_id)}
        >
          <Icon name="close" />
        </button>
      )}
    </li>
  );
}

function OwnLanguage() {
  const { strings } = useStrings();
  const controller = useRoom();
  const offers = useAppState((state) => state.offers);
  const language = useRoomState((state) => me(state)?.language ?? '');
  return (
    <label className="own-language">
      {strings.room.language}
      <select
        className="language"
        value={language}
        onChange={(event) => controller.changeLanguage(event.currentTarget.value)}
      >
        {[...new Set([...availableLanguages(offers), language])].map((choice) => (
          <option key={choice} value={choice} lang={choice}>
            {ownName(choice)}
          </option>
        ))}
      </select>
    </label>
  );
}

function HostTools() {
  const { strings } = useStrings();
  const controller = useRoom();
  const locked = useRoomState((state) => state.room?.locked ?? false);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Toggle
        on={locked}
        label={strings.room.lock}
        hint={strings.room.lockHint}
        change={(on) => controller.lock(on)}
      />
      {asking ? (
        <div className="actions">
          <p role="alert">{strings.room.confirmClose}</p>
          <button type="button" className="button" onClick={() => controller.close()}>
            {strings.room.confirmYes}
          </button>
          <button type="button" className="button" onClick={() => setAsking(false)}>
            {strings.room.confirmNo}
          </button>
        </div>
      ) : (
        <div className="actions">
          <button type="button" className="button" onClick={() => setAsking(true)}>
            <Icon name="close" />
            {strings.room.close}
          </button>
        </div>
      )}
    </>
  );
}
