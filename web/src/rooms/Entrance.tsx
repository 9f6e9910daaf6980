import { useState } from 'preact/hooks';
import { useAppState, useStrings } from '../app/context.ts';
import { errorText } from '../i18n/strings.ts';
import { availableLanguages, ownName } from '../settings/languages.ts';
import { roomInAddress } from './address.ts';
import { useRoom, useRoomState } from './context.ts';

const MAX_NAME_CHARACTERS = 40;

/** Asks for a name and a language, then opens the room, or joins the one of the link or of a code. */
export function Entrance({ display = false }: { display?: boolean }) {
  const { strings, language: interfaceLanguage } = useStrings();
  const controller = useRoom();
  const address = roomInAddress(location.hash);
  const offers = useAppState((state) => state.offers);
  const guessed = useAppState((state) => state.settings.languages[0]);
  const savedName = useRoomState((state) => state.preferences.name);
  const entering = useRoomState((state) => state.entering);
  const problem = useRoomState((state) => state.problem);
  const leftReason = useRoomState((state) => state.leftReason);
  const [name, setName] = useState(display ? strings.room.screen : savedName);
  const [chosen, setChosen] = useState('');
  const [code, setCode] = useState('');
  const language = chosen || guessed;
  const languages = [...new Set([...availableLanguages(offers), language])].filter(Boolean);
  const enter = (event: Event) => {
    event.preventDefault();
    if (address) controller.join({ room_id: address }, name.trim(), language);
    else if (code.trim()) controller.join({ code: code.trim() }, name.trim(), language);
    else controller.open(name.trim(), language);
  };
  return (
    <main className="entrance" lang={interfaceLanguage}>
      <h1>{strings.room.title}</h1>
      {leftReason && <p role="status">{strings.room.left[leftReason]}</p>}
      {leftReason === 'resumed_elsewhere' && address && (
        <button type="button" className="button" onClick={() => controller.comeBack(address)}>
          {strings.room.comeBack}
        </button>
      )}
      <p>{address ? strings.room.welcomeJoin : strings.room.welcomeOpen}</p>
      <form onSubmit={enter}>
        <label>
          {strings.room.name}
          <input
            name="name"
            value={name}
            required
            maxLength={MAX_NAME_CHARACTERS}
            autoComplete="nickname"
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <label>
          {display ? strings.room.captionLanguage : strings.room.language}
          <select
            className="language"
            value={language}
            required
            onChange={(event) => setChosen(event.currentTarget.value)}
          >
            {languages.map((choice) => (
              <option key={choice} value={choice} lang={choice}>
                {ownName(choice)}
              </option>
            ))}
          </select>
        </label>
        {!address && (
          <label>
            {strings.room.code}
            <input
              className="code-input"
              name="code"
              value={code}
              maxLength={8}
              autoComplete="off"
              autoCapitalize="characters"
              spellcheck={false}
              aria-describedby="code-hint"
              onInput={(event) => setCode(event.currentTarget.value)}
            />
            <span className="field-hint" id="code-hint">
              {strings.room.codeHint}
            </span>
          </label>
        )}
        <p className="notice" role="alert" data-kind="trouble">
          {problem && errorText(strings, problem)}
        </p>
        <button type="submit" className="button primary" disabled={entering || !language}>
          {address || code.trim() ? strings.room.join : strings.room.open}
        </button>
      </form>
      <a href="./">{strings.room.back}</a>
    </main>
  );
}
