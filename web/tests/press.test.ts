import { expect, test } from 'vitest';
import { type Command, down, type Press, TAP_MS, UP, up } from '../src/record/press.ts';

/** Each number is a time; presses and releases take turns. */
function commands(...times: number[]): Command[] {
  let press: Press = UP;
  return times.map((time, index) => {
    const [next, command] = index % 2 === 0 ? down(press, time) : up(press, time);
    press = next;
    return command;
  });
}

test('holding records until the release', () => {
  expect(commands(0, TAP_MS + 1)).toEqual(['start', 'stop']);
});

test('a tap records until the next tap', () => {
  expect(commands(0, 100, 3000, 3100)).toEqual(['start', 'latch', 'stop', null]);
});

test('a third tap records again', () => {
  expect(commands(0, 100, 3000, 3100, 5000)).toEqual(['start', 'latch', 'stop', null, 'start']);
});

test('a press after a lost release stops the recording', () => {
  const [held] = down(UP, 0);
  expect(down(held, 9000)[1]).toBe('stop');
});
