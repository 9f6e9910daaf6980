import { useEffect } from 'preact/hooks';
import { usePage } from '../app/context.ts';

/** Lets the space bar, pressed outside controls, act as the talk button of the side used last, and Escape
 * cancel a recording. */
export function useRecordingKeys(): void {
  const { press: control } = usePage();
  useEffect(() => {
    let held = false;
    const press = (event: KeyboardEvent) => {
      if (event.key === 'Escape') control.cancel();
      if (event.key !== ' ' || isControl(event.target)) return;
      event.preventDefault();
      if (event.repeat || held) return;
      held = true;
      control.down(control.side);
    };
    const release = (event: KeyboardEvent) => {
      if (event.key !== ' ' || !held) return;
      held = false;
      control.up();
    };
    addEventListener('keydown', press);
    addEventListener('keyup', release);
    return () => {
      removeEventListener('keydown', press);
      removeEventListener('keyup', release);
    };
  }, [control]);
}

function isControl(target: EventTarget | null): boolean {
  const controls = 'button, select, input, textarea, summary, a, dialog';
  return target instanceof Element && target.closest(controls) !== null;
}
