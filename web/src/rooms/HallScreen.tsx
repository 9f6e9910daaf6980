import { useEffect } from 'preact/hooks';
import { SignInBar } from '../account/SignInBar.tsx';
import { Banner } from '../app/Banner.tsx';
import { useAppState, useStrings } from '../app/context.ts';
import { direction } from '../settings/languages.ts';
import { useRoomState } from './context.ts';
import { Entrance } from './Entrance.tsx';
import { Code } from './InvitationDialog.tsx';
import { PersonName } from './PersonName.tsx';
import { QrCode } from './QrCode.tsx';
import { invitationLink, person } from './roomState.ts';
import { SpokenCaptions } from './SpokenCaptions.tsx';
import { captionOf, inOrder } from './turns.ts';

/** As many captions as fit a hall's screen. */
const SHOWN = 4;

/** The screen of a hall: the newest captions large, and how to join. It has no microphone. */
export function HallScreen() {
  const { strings, language } = useStrings();
  const inside = useRoomState((state) => state.room !== null);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = strings.room.title;
  }, [language, strings]);
  return (
    <>
      {inside ? <Captions /> : <Entrance display />}
      <Banner />
      <SignInBar />
    </>
  );
}

function Captions() {
  const { strings } = useStrings();
  const messages = useAppState((state) => state.messages);
  const connection = useAppState((state) => state.connection);
  const state = useRoomState((state) => state);
  const link = useRoomState(invitationLink);
  const shown = inOrder(messages).filter((message) => captionOf(message, false).text);
  return (
    <main className="hall" data-connection={connection}>
      <h1 className="visually-hidden">{strings.room.title}</h1>
      <div role="log" aria-label={strings.room.title}>
        <ol className="captions">
          {shown.slice(-SHOWN).map((message) => {
            const { text, language } = captionOf(message, false);
            const speaker = person(state, message.turn?.speaker ?? '');
            return (
              <li key={message.key}>
                {speaker && <PersonName person={speaker} />}
                <p className="hall-caption" lang={language} dir={direction(language)}>
                  {text}
                </p>
              </li>
            );
          })}
          <SpokenCaptions className="hall-caption" />
        </ol>
      </div>
      <aside className="hall-invitation">
        <QrCode text={link} label={strings.room.qrCode} />
        <Code />
      </aside>
    </main>
  );
}
