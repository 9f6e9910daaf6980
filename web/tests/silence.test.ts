import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SilenceMonitor } from '../src/record/silence.ts';

const STEP_MS = 100;

/** Feeds levels, each for a number of steps. Returns the first result and its time. */
function run(...levels: [level_db: number, seconds: number][]) {
  const monitor = new SilenceMonitor();
  let at = 0;
  for (const [level, seconds] of levels)
    for (let n = 0; n < seconds * 10; n++) {
      at += STEP_MS;
      const result = monitor.feed(level, STEP_MS);
      if (result) return { result, at };
    }
  return null;
}

test('speech ends after 2.5 s of silence', () => {
  expect(run([-60, 0.5], [-30, 3], [-60, 5])).toEqual({ result: 'ended', at: 6000 });
});

test('a short pause does not end speech', () => {
  expect(run([-60, 0.5], [-30, 3], [-60, 2], [-30, 1], [-60, 2])).toBeNull();
});

test('silence alone gives up after 10 s', () => {
  expect(run([-60, 20])).toEqual({ result: 'no_speech', at: 10_000 });
});

test('speech is finished shortly after its last sound', () => {
  const monitor = new SilenceMonitor();
  const feed = (level_db: number, steps: number) => {
    for (let n = 0; n < steps; n++) monitor.feed(level_db, STEP_MS);
    return monitor.isFinished;
  };
  expect(feed(-60, 5)).toBe(false); // nothing was said
  expect(feed(-30, 10)).toBe(false);
  expect(feed(-60, 1)).toBe(false);
  expect(feed(-60, 1)).toBe(true);
  expect(feed(-30, 1)).toBe(false);
});

test('speech starts and ends at any level over any noise', () => {
  const noise = fc.integer({ min: -90, max: -45 });
  const over = fc.integer({ min: 20, max: 40 });
  fc.assert(
    fc.property(noise, over, (noise_db, over_db) => {
      expect(run([noise_db, 0.5], [noise_db + over_db, 2], [noise_db, 4])?.result).toBe('ended');
    }),
  );
});
