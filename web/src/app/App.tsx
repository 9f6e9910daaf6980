import { useEffect, useState } from 'react';
import { Announcer } from '../conversation/Announcer.tsx';
import { Half } from '../conversation/Half.tsx';
import { useSpaceBar } from '../record/useSpaceBar.ts';
import { startingPair } from '../settings/languages.ts';
import { Settings } from '../settings/Settings.tsx';
import { Banner } from './Banner.tsx';
import { useApp, useAppState, useWords } from './context.ts';
import { Spine } from './Spine.tsx';

export function App() {
  const [showsSettings, setShowsSettings] = useState(false);
  const faceToFace = useAppState((state) => state.settings.faceToFace);
  const { language, words } = useWords();
  useStartingPair();
  useSpaceBar();
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <>
      <main className="table" data-face-to-face={faceToFace || undefined}>
        <h1 className="unseen">{words.title}</h1>
        <Half side={0} />
        <Spine openSettings={() => setShowsSettings(true)} />
        <Half side={1} />
      </main>
      <Banner />
      <Announcer />
      <Settings open={showsSettings} close={() => setShowsSettings(false)} />
    </>
  );
}

/** As soon as the service has said what it offers, both halves have a language. */
function useStartingPair() {
  const { interpreter } = useApp();
  const offers = useAppState((state) => state.offers);
  useEffect(() => {
    const { languages } = interpreter.store.get().settings;
    const pair = startingPair(offers, languages, navigator.languages);
    const changes = pair[0] !== languages[0] || pair[1] !== languages[1];
    if (offers.length > 0 && changes) interpreter.change({ languages: pair });
  }, [offers, interpreter]);
}
