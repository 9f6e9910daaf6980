import { type RefObject, useEffect } from 'react';
import { useApp } from '../app/context.ts';

const FALL = 0.82;

/** While live, the element knows how loud it is: `--level`, 0 to 1. */
export function useLevel(element: RefObject<HTMLElement | null>, live: boolean): void {
  const { interpreter } = useApp();
  useEffect(() => {
    const { current } = element;
    if (!live || !current) return;
    let [frame, shown] = [0, 0];
    const show = () => {
      shown = Math.max(interpreter.microphone.level(), shown * FALL);
      current.style.setProperty('--level', shown.toFixed(3));
      frame = requestAnimationFrame(show);
    };
    show();
    return () => {
      cancelAnimationFrame(frame);
      current.style.removeProperty('--level');
    };
  }, [element, live, interpreter]);
}
