import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const FOLDER = new URL('../src/styles/', import.meta.url);
const STYLES = readdirSync(FOLDER).map((name) => [
  name,
  readFileSync(new URL(name, FOLDER), 'utf8'),
]);

/** Sides of the screen rather than of the text: wrong where one reads from right to left. */
const SIDES =
  /(?<![-\w])((margin|padding|border|inset|scroll-margin|scroll-padding)-)?(left|right)\s*:|(?<![-\w])(text-align|float|clear)\s*:\s*(left|right)|border-(top|bottom)-(left|right)-radius/;

test.each(STYLES)('%s uses logical properties', (_, style = '') => {
  expect(style.split('\n').filter((line) => SIDES.test(line))).toEqual([]);
});

test('the check finds physical properties', () => {
  for (const line of ['margin-left: 1rem', 'left: 0', 'text-align: right'])
    expect(SIDES.test(line)).toBe(true);
  for (const line of ['margin-inline-start: 1rem', 'padding: env(safe-area-inset-left)'])
    expect(SIDES.test(line)).toBe(false);
});
