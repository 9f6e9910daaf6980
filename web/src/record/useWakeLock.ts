import { useEffect } from 'preact/hooks';
import { useAppState } from '../app/context.ts';

/** Keeps the screen on while the app records or listens, where the browser can. */
export function useWakeLock(): void {
  const active = useAppState((state) => Boolean(state.recording || state.handsFree));
  useEffect(() => {
    if (!active || !('wakeLock' in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let done = false;
    const acquire = async () => {
      if (document.visibilityState !== 'visible') return;
      try {
        const sentinel = await navigator.wakeLock.request('screen');
        if (done) await sentinel.release();
        else lock = sentinel;
      } catch {
        // Refused, for example on a low battery.
      }
    };
    void acquire();
    document.addEventListener('visibilitychange', acquire); // A hidden page loses its lock.
    return () => {
      done = true;
      document.removeEventListener('visibilitychange', acquire);
      void lock?.release();
    };
  }, [active]);
}
