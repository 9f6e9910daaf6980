import { useEffect, useState } from 'preact/hooks';
import { Announcer } from '../conversation/Announcer.tsx';
import { SpeakerPanel } from '../conversation/SpeakerPanel.tsx';
import { useSpaceBar } from '../record/useSpaceBar.ts';
import { startingPair } from '../settings/languages.ts';
import { Settings } from '../settings/Settings.tsx';
import { Banner } from './Banner.tsx';
import { useApp, useAppState, useStrings } from './context.ts';
import { Toolbar } from './Toolbar.tsx';

export function App() {
  const [settingsOpen, setSettingsOpen] = useState(false);
  const faceToFace = useAppState((state) => state.settings.faceToFace);
  const { language, strings } = useStrings();
  useStartingPair();
  useSpaceBar();
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <>
      <main className="conversation" data-face-to-face={faceToFace || undefined}>
        <h1 className="visually-hidden">{strings.title}</h1>
        <SpeakerPanel side={0} />
        <Toolbar openSettings={() => setSettingsOpen(true)} />
        <SpeakerPanel side={1} />
      </main>
      <Banner />
      <Announcer />
      <Settings open={settingsOpen} close={() => setSettingsOpen(false)} />
    </>
  );
}

/** Chooses a language for each side when the service has announced its languages. */
function useStartingPair() {
  const { controller } = useApp();
  const offers = useAppState((state) => state.offers);
  useEffect(() => {
    const { languages } = controller.store.get().settings;
    const pair = startingPair(offers, languages, navigator.languages);
    const changes = pair[0] !== languages[0] || pair[1] !== languages[1];
    if (offers.length > 0 && changes) controller.change({ languages: pair });
  }, [offers, controller]);
}
