import { useLayoutEffect, useMemo } from 'preact/hooks';
import { useAppState } from '../app/context.ts';

const AT_END_PX = 24;
/** Height of the fade at the top of the list. */
const FADE_PX = 16;

/** Keeps the rows of both panels aligned and scrolled together. */
export interface AlignedScroll {
  /** Call when a list is scrolled. Returns whether it shows the newest message. */
  onScroll: (list: HTMLElement) => boolean;
  scrollToNewest: () => void;
}

function lists(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('.log')];
}

/** The scroll position that shows the newest message: its end, or its start if it is taller than the list. */
function newestPosition(list: HTMLElement): number {
  const end = list.scrollHeight - list.clientHeight;
  const newest = list.lastElementChild as HTMLElement | null;
  return newest ? Math.min(end, newest.offsetTop - list.offsetTop - FADE_PX) : end;
}

/** Gives the n-th rows of all lists the height of the tallest. */
function alignRows(): void {
  const rows = lists().map((list) => [...list.children] as HTMLElement[]);
  const count = Math.max(0, ...rows.map((all) => all.length));
  for (let n = 0; n < count; n++) {
    const pair = rows.flatMap((all) => all[n] ?? []);
    const heights = pair.map((row) => (row.firstElementChild as HTMLElement | null)?.offsetHeight);
    const tallest = Math.max(0, ...heights.map((height) => height ?? 0));
    for (const row of pair) row.style.minBlockSize = `${tallest}px`;
  }
}

/** Aligns on every change of the conversation and of sizes. The newest message stays in view if it was in
 * view. */
export function useAlignedRows(): AlignedScroll {
  const messages = useAppState((state) => state.messages);
  const caption = useAppState((state) => state.caption);
  const view = useMemo(() => ({ atEnd: true, syncing: false }), []);
  const scroll = useMemo<AlignedScroll>(() => {
    const scrollToNewest = () => {
      for (const list of lists()) list.scrollTop = newestPosition(list);
      view.atEnd = true;
    };
    const onScroll = (list: HTMLElement) => {
      if (!view.syncing) {
        view.atEnd = list.scrollTop > newestPosition(list) - AT_END_PX;
        view.syncing = true;
        for (const other of lists()) if (other !== list) other.scrollTop = scrolled(list, other);
        requestAnimationFrame(() => {
          view.syncing = false;
        });
      }
      return view.atEnd;
    };
    return { onScroll, scrollToNewest };
  }, [view]);
  useLayoutEffect(() => {
    const update = () => {
      alignRows();
      if (view.atEnd) scroll.scrollToNewest();
    };
    update();
    const observer = new ResizeObserver(update);
    for (const list of lists()) {
      observer.observe(list);
      for (const row of list.children)
        if (row.firstElementChild) observer.observe(row.firstElementChild);
    }
    return () => observer.disconnect();
  }, [messages, caption, scroll, view]);
  return scroll;
}

/** Where the other list has to be: at the same share of its way. */
function scrolled(list: HTMLElement, other: HTMLElement): number {
  const way = list.scrollHeight - list.clientHeight;
  return way > 0 ? (list.scrollTop / way) * (other.scrollHeight - other.clientHeight) : 0;
}
