import { useEffect } from 'react';
import { useApp } from '../app/context.ts';

/** Held anywhere but on a control, the space bar speaks for the side that spoke last. */
export function useSpaceBar(): void {
  const { talk } = useApp();
  useEffect(() => {
    let held = false;
    const press = (event: KeyboardEvent) => {
      if (event.key !== ' ' || isControl(event.target)) return;
      event.preventDefault();
      if (event.repeat || held) return;
      held = true;
      talk.down(talk.side);
    };
    const release = (event: KeyboardEvent) => {
      if (event.key !== ' ' || !held) return;
      held = false;
      talk.up();
    };
    addEventListener('keydown', press);
    addEventListener('keyup', release);
    return () => {
      removeEventListener('keydown', press);
      removeEventListener('keyup', release);
    };
  }, [talk]);
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, select, input, a, dialog') !== null;
}
