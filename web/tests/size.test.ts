import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const DIST = new URL('../dist/', import.meta.url);
const LIMIT_BYTES = 110 * 1024;

function firstLoad(): string[] {
  const page = readFileSync(new URL('index.html', DIST), 'utf8');
  const named = [...page.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, file]) => file ?? '');
  const fonts = readdirSync(new URL('assets/', DIST)).filter((file) => file.endsWith('.woff2'));
  return ['index.html', ...named, ...fonts.map((font) => `assets/${font}`)];
}

test.skipIf(!existsSync(DIST))('the first load is under 110 KB compressed, fonts included', () => {
  const sizes = firstLoad().map((file) => gzipSync(readFileSync(new URL(file, DIST))).length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(LIMIT_BYTES);
});

test.skipIf(!existsSync(DIST))('the page has no inline script or style', () => {
  const page = readFileSync(new URL('index.html', DIST), 'utf8');
  expect(page).not.toMatch(/<style|style=|<script(?![^>]*src=)|\son\w+=/);
});

test.skipIf(!existsSync(DIST))('the voice-activity model is small and loaded later', () => {
  const files = readdirSync(new URL('assets/', DIST)).filter((file) => file.endsWith('.f16'));
  expect(files).toHaveLength(1);
  expect(readFileSync(new URL(`assets/${files[0]}`, DIST)).length).toBeLessThan(640_000);
  expect(firstLoad().some((file) => file.endsWith('.f16'))).toBe(false);
});
