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

test('held, it records until it is released', () => {
  expect(commands(0, TAP_MS + 1)).toEqual(['start', 'stop']);
});

test('tapped, it records until it is tapped again', () => {
  expect(commands(0, 100, 3000, 3100)).toEqual(['start', 'latch', 'stop', null]);
});

test('a third tap begins anew', () => {
  expect(commands(0, 100, 3000, 3100, 5000)).toEqual(['start', 'latch', 'stop', null, 'start']);
});

test('a release that got lost does not leave it recording for ever', () => {
  const [held] = down(UP, 0);
  expect(down(held, 9000)[1]).toBe('stop');
});
