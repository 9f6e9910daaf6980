import { useEffect, useState } from 'preact/hooks';
import { SignInBar } from '../account/SignInBar.tsx';
import { Announcer } from '../conversation/Announcer.tsx';
import { SpeakerPanel } from '../conversation/SpeakerPanel.tsx';
import { useAlignedRows } from '../conversation/useAlignedRows.ts';
import { useRecordingKeys } from '../record/useRecordingKeys.ts';
import { useWakeLock } from '../record/useWakeLock.ts';
import { direction } from '../settings/languages.ts';
import { Settings } from '../settings/Settings.tsx';
import { Banner } from './Banner.tsx';
import { useAppState, useStrings } from './context.ts';
import { Toolbar } from './Toolbar.tsx';
import { UndoBar } from './UndoBar.tsx';

/** Side 1 comes first: the device's owner, side 0, sits at the bottom of a phone and on the right of a
 * desk, as in other messengers. */
export function App({ sharedText }: { sharedText: string }) {
  const [settingsOpen, setSettingsOpen] = useState(false);
  const faceToFace = useAppState((state) => state.settings.faceToFace);
  const { language, strings } = useStrings();
  const scroll = useAlignedRows();
  useRecordingKeys();
  useWakeLock();
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = direction(language);
  }, [language]);
  return (
    <>
      <main className="conversation" data-face-to-face={faceToFace || undefined}>
        <h1 className="visually-hidden">{strings.title}</h1>
        <SpeakerPanel side={1} scroll={scroll} />
        <Toolbar openSettings={() => setSettingsOpen(true)} />
        <SpeakerPanel side={0} scroll={scroll} sharedText={sharedText} />
      </main>
      <Banner />
      <UndoBar />
      <SignInBar />
      <Announcer />
      <Settings open={settingsOpen} close={() => setSettingsOpen(false)} />
    </>
  );
}
