import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const DIST = new URL('../client/dist/', import.meta.url);
const LIMIT_BYTES = 15 * 1000;

test.skipIf(!existsSync(DIST))('the client is under 15 KB compressed, playback included', () => {
  const files = readdirSync(DIST).filter((file) => file.endsWith('.js'));
  const sizes = files.map((file) => gzipSync(readFileSync(new URL(file, DIST))).length);
  expect(files).toEqual(expect.arrayContaining(['index.js', 'playback.js']));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(LIMIT_BYTES);
});
