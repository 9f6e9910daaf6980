import { useApp, useAppState, useStrings } from './context.ts';

/** Offers to undo clearing the conversation. */
export function UndoBar() {
  const { controller } = useApp();
  const { strings, language } = useStrings();
  const cleared = useAppState((state) => state.cleared);
  if (!cleared) return null;
  return (
    <div className="undo-bar" role="status" lang={language}>
      <span>{strings.wasCleared}</span>
      <button type="button" className="button" onClick={() => controller.clearing.undo()}>
        {strings.undo}
      </button>
    </div>
  );
}
