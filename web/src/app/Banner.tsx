import { useEffect, useState } from 'preact/hooks';
import { useAppState, useStrings } from './context.ts';

/** Short interruptions are not shown. */
const SHOW_AFTER_MS = 1500;

/** Reports that the service cannot be reached. The app reconnects without help. */
export function Banner() {
  const { strings } = useStrings();
  const online = useAppState((state) => state.online);
  const disconnected = useAppState(
    (state) => state.connection !== 'ready' && state.account !== 'signed_out',
  );
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setVisible(disconnected), disconnected ? SHOW_AFTER_MS : 0);
    return () => clearTimeout(timer);
  }, [disconnected]);
  const offline = disconnected && !online;
  return (
    <div className="banner" role="status" data-shown={offline || visible || undefined}>
      {offline ? strings.offline : visible ? strings.reconnecting : ''}
    </div>
  );
}
