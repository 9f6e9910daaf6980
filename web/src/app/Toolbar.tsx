import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useApp, useAppState, useStrings } from './context.ts';
import { Icon } from './icons.tsx';

/** The controls between the two panels. */
export function Toolbar({ openSettings }: { openSettings: () => void }) {
  const { controller } = useApp();
  const { strings, language } = useStrings();
  const handsFree = useAppState((state) => state.settings.handsFree);
  const connection = useAppState((state) => state.connection);
  return (
    <nav
      className="toolbar"
      lang={language}
      data-connection={connection}
      aria-label={strings.title}
    >
      <button type="button" className="tool" title={strings.swap} onClick={() => controller.swap()}>
        <Icon name="swap" />
        <span>{strings.swapShort}</span>
      </button>
      <button
        type="button"
        className="tool"
        aria-pressed={handsFree}
        onClick={() => controller.change({ handsFree: !handsFree })}
      >
        <Icon name="handsFree" />
        <span>{strings.handsFree}</span>
      </button>
      <a className="tool" href="#room" title={strings.inviteHint}>
        <Icon name="invite" />
        <span>{strings.invite}</span>
      </a>
      <button type="button" className="tool" aria-haspopup="dialog" onClick={openSettings}>
        <Icon name="settings" />
        <span>{strings.settings}</span>
      </button>
      <ListenControls />
    </nav>
  );
}

/** Loaded when the app listens to shared sound. */
function ListenControls() {
  const shared = useAppState((state) => state.handsFree?.shared === true);
  const [Loaded, setLoaded] = useState<{ Tools: FunctionComponent } | null>(null);
  useEffect(() => {
    if (!shared) return;
    void import('../listen/ListenTools.tsx').then(
      ({ ListenTools }) => setLoaded({ Tools: ListenTools }),
      () => {},
    );
  }, [shared]);
  return shared && Loaded ? <Loaded.Tools /> : null;
}
