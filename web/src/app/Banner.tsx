import { useEffect, useState } from 'react';
import { useAppState, useWords } from './context.ts';

/** A blink of the connection is nobody's concern. */
const PATIENCE_MS = 1500;

/** Says when the service cannot be reached; nothing needs to be done about it. */
export function Banner() {
  const { words } = useWords();
  const online = useAppState((state) => state.online);
  const away = useAppState((state) => state.connection !== 'ready');
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(away), away ? PATIENCE_MS : 0);
    return () => clearTimeout(timer);
  }, [away]);
  const offline = away && !online;
  return (
    <div className="banner" role="status" data-shown={offline || shown || undefined}>
      {offline ? words.offline : shown ? words.reconnecting : ''}
    </div>
  );
}
