import { useEffect, useState } from 'preact/hooks';
import { useApp, useAppState, usePage, useStrings } from '../app/context.ts';
import { Icon } from '../app/icons.tsx';
import { type CaptionWindow, canOpenWindow, openCaptionWindow } from './captionWindow.tsx';

/** The controls while the app listens to shared sound. */
export function ListenTools() {
  const { controller } = useApp();
  const page = usePage();
  const { strings } = useStrings();
  const aloud = useAppState((state) => state.settings.sharedAloud);
  const [captions, setCaptions] = useState<CaptionWindow | null>(null);
  useEffect(() => () => captions?.close(), [captions]);
  const toggleWindow = async () => {
    if (captions) return setCaptions(null);
    setCaptions(await openCaptionWindow(page, () => setCaptions(null)).catch(() => null));
  };
  return (
    <>
      <button
        type="button"
        className="tool"
        title={strings.autoplay}
        aria-pressed={aloud}
        onClick={() => controller.change({ sharedAloud: !aloud })}
      >
        <Icon name="voice" />
        <span>{strings.listen.voice}</span>
      </button>
      {canOpenWindow() && (
        <button
          type="button"
          className="tool"
          aria-pressed={captions !== null}
          onClick={() => void toggleWindow()}
        >
          <Icon name="captions" />
          <span>{strings.listen.window}</span>
        </button>
      )}
      <button type="button" className="tool" onClick={() => controller.handsFree.stop()}>
        <Icon name="stop" />
        <span>{strings.stop}</span>
      </button>
    </>
  );
}
