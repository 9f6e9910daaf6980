import { useApp, useAppState, useWords } from './context.ts';
import { Icon } from './icons.tsx';

/** What stands between the two people. */
export function Spine({ openSettings }: { openSettings: () => void }) {
  const { interpreter } = useApp();
  const { words, language } = useWords();
  const handsFree = useAppState((state) => state.settings.handsFree);
  const parallel = useAppState((state) => state.settings.mode === 'parallel');
  const connection = useAppState((state) => state.connection);
  return (
    <nav className="spine" lang={language} data-connection={connection} aria-label={words.title}>
      <button type="button" className="tool" title={words.swap} onClick={() => interpreter.swap()}>
        <Icon name="swap" />
        <span>{words.swapShort}</span>
      </button>
      <button
        type="button"
        className="tool"
        aria-pressed={handsFree}
        onClick={() => interpreter.change({ handsFree: !handsFree })}
      >
        <Icon name="handsFree" />
        <span>{words.handsFree}</span>
      </button>
      <button
        type="button"
        className="tool"
        aria-pressed={parallel}
        title={words.parallel}
        onClick={() => interpreter.change({ mode: parallel ? 'streaming' : 'parallel' })}
      >
        <Icon name={parallel ? 'parallel' : 'serial'} />
        <span>{words.parallelShort}</span>
      </button>
      <button type="button" className="tool" aria-haspopup="dialog" onClick={openSettings}>
        <Icon name="settings" />
        <span>{words.settings}</span>
      </button>
    </nav>
  );
}
