import { isFinished } from '@dragoman/client';
import type { State } from '../store/state.ts';

/** Held by every page of the app while it is open. */
const PAGE_LOCK = 'dragoman.page';
const LOOK_EVERY_MS = 60 * 60_000;
const CHECK_EVERY_MS = 2000;
/** A page that was not touched for so long may be loaded again. */
const QUIET_MS = 5000;

/** Starts the service worker, which serves the app offline. A new version starts when nothing is lost by
 * it: the page is not busy or being used, and no other page of the app is open. */
export async function keepUpToDate(busy: () => boolean): Promise<void> {
  if (!navigator.serviceWorker || !navigator.locks) return;
  void navigator.locks.request(PAGE_LOCK, { mode: 'shared' }, () => new Promise(() => {}));
  let touchedAt = 0;
  const touched = () => {
    touchedAt = Date.now();
  };
  for (const gesture of ['pointerdown', 'keydown', 'scroll'])
    addEventListener(gesture, touched, { capture: true, passive: true });
  const worker = await navigator.serviceWorker.register('./sw.js').catch(() => undefined);
  if (!worker) return;
  let replaced = false;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (replaced) location.reload();
  });
  const look = () => void worker.update().catch(() => {});
  setInterval(look, LOOK_EVERY_MS);
  document.addEventListener('visibilitychange', look);
  setInterval(async () => {
    if (!worker.waiting || Date.now() - touchedAt < QUIET_MS || busy()) return;
    if (!(await isOnlyPage())) return;
    replaced = true;
    worker.waiting?.postMessage({ type: 'SKIP_WAITING' });
  }, CHECK_EVERY_MS);
}

/** Whether something would be lost if the page were loaded again: someone speaks or listens, or a message
 * has not ended. The messages themselves are kept for the tab. */
export function isBusy({ recording, handsFree, playing, cleared, messages }: State): boolean {
  const active = recording ?? handsFree ?? playing ?? cleared;
  return active !== null || !messages.every(isFinished) || isTyping();
}

function isTyping(): boolean {
  const field = document.activeElement;
  return field instanceof HTMLTextAreaElement || document.querySelector('dialog[open]') !== null;
}

async function isOnlyPage(): Promise<boolean> {
  const { held = [] } = await navigator.locks.query();
  return held.filter(({ name }) => name === PAGE_LOCK).length === 1;
}

/** Runs when the page has loaded. */
export function afterLoad(action: () => void): void {
  if (document.readyState === 'complete') action();
  else addEventListener('load', action);
}
