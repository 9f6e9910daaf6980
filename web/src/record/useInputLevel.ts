import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { usePage } from '../app/context.ts';

const DECAY = 0.82;

/** While `live`, sets `--level` (0 to 1) on the element to the microphone level. */
export function useInputLevel(element: RefObject<HTMLElement | null>, live: boolean): void {
  const { microphone } = usePage();
  useEffect(() => {
    const { current } = element;
    if (!live || !current) return;
    let [frame, shown] = [0, 0];
    const show = () => {
      shown = Math.max(microphone.level(), shown * DECAY);
      current.style.setProperty('--level', shown.toFixed(3));
      frame = requestAnimationFrame(show);
    };
    show();
    return () => {
      cancelAnimationFrame(frame);
      current.style.removeProperty('--level');
    };
  }, [element, live, microphone]);
}
