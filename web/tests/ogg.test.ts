import { expect, test } from 'vitest';
import { wav } from '../src/record/encode.ts';
import { ogg } from '../src/record/ogg.ts';

async function bytes(blob: Blob): Promise<DataView> {
  return new DataView(await blob.arrayBuffer());
}

const text = (view: DataView, at: number, length: number) =>
  String.fromCharCode(...new Uint8Array(view.buffer, at, length));

test('an Ogg file has its heads, its packets and its end', async () => {
  const packets = Array.from({ length: 120 }, (_, n) => new Uint8Array(40 + (n % 300)).fill(n));
  const view = await bytes(ogg(packets, 16_000));
  const pages: { flags: number; granule: bigint; sizes: number[] }[] = [];
  for (let at = 0; at < view.byteLength; ) {
    expect(text(view, at, 4)).toBe('OggS');
    const count = view.getUint8(at + 26);
    const lacing = Array.from({ length: count }, (_, n) => view.getUint8(at + 27 + n));
    const sizes = lacing.join(',').split(/(?<!255),/);
    const flags = view.getUint8(at + 5);
    pages.push({ flags, granule: view.getBigUint64(at + 6, true), sizes: sizes.map(Number) });
    at += 27 + count + lacing.reduce((sum, size) => sum + size, 0);
  }
  expect(pages.map(({ flags }) => flags)).toEqual([2, 0, 0, 0, 4]);
  expect(pages.at(-1)?.granule).toBe(BigInt(120 * 960));
});

test('a WAV file says how long it is', async () => {
  const view = await bytes(wav(new Float32Array([0, 1, -1, 2])));
  expect(text(view, 0, 4)).toBe('RIFF');
  expect(view.getUint32(40, true)).toBe(8);
  expect([44, 46, 48, 50].map((at) => view.getInt16(at, true))).toEqual([0, 32767, -32767, 32767]);
});
