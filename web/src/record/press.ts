/** The state of a talk button. Holding it records until the release; a tap latches it until the next
 * tap. */
export type Press =
  | { state: 'up' }
  | { state: 'held'; since: number }
  | { state: 'latched' }
  /** Pressed to end a latched recording: its release does nothing. */
  | { state: 'ending' };

export type Command = 'start' | 'latch' | 'stop' | 'cancel' | null;

export const UP: Press = { state: 'up' };
/** A shorter press is a tap. */
export const TAP_MS = 350;

export function down(press: Press, now: number): [Press, Command] {
  switch (press.state) {
    case 'up':
      return [{ state: 'held', since: now }, 'start'];
    case 'latched':
    case 'held': // The release got lost, for example in a permission prompt.
      return [{ state: 'ending' }, 'stop'];
    case 'ending':
      return [press, null];
  }
}

/** `inside` tells whether the pointer is still on the button: sliding off cancels. */
export function up(press: Press, now: number, inside = true): [Press, Command] {
  switch (press.state) {
    case 'held':
      if (!inside) return [UP, 'cancel'];
      return now - press.since < TAP_MS ? [{ state: 'latched' }, 'latch'] : [UP, 'stop'];
    case 'ending':
      return [UP, null];
    default:
      return [press, null];
  }
}

export function cancel(press: Press): [Press, Command] {
  return press.state === 'up' ? [press, null] : [UP, 'cancel'];
}
