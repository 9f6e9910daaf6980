/** How a button is held: pressed for a while it records until released; a tap latches it until the
 * next tap. */
export type Press =
  | { is: 'up' }
  | { is: 'held'; since: number }
  | { is: 'latched' }
  /** Pressed to end a latched recording: the release that follows means nothing. */
  | { is: 'ending' };

export type Command = 'start' | 'latch' | 'stop' | null;

export const UP: Press = { is: 'up' };
/** Shorter is a tap. */
export const TAP_MS = 350;

export function down(press: Press, now: number): [Press, Command] {
  switch (press.is) {
    case 'up':
      return [{ is: 'held', since: now }, 'start'];
    case 'latched':
    case 'held': // Its release got lost: a browser's question took it.
      return [{ is: 'ending' }, 'stop'];
    case 'ending':
      return [press, null];
  }
}

export function up(press: Press, now: number): [Press, Command] {
  switch (press.is) {
    case 'held':
      return now - press.since < TAP_MS ? [{ is: 'latched' }, 'latch'] : [UP, 'stop'];
    case 'ending':
      return [UP, null];
    default:
      return [press, null];
  }
}
