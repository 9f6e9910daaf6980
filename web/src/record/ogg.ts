/** Opus packets of 20 ms into an Ogg file (RFC 7845), small enough to travel inside a message. */
const SERIAL = 0x64726167;
const SAMPLES_PER_PACKET = 960;
const PRE_SKIP = 312;
const PACKETS_PER_PAGE = 50;

export function ogg(packets: Uint8Array[], sampleRateHz: number): Blob {
  const pages = [page([head(sampleRateHz)], 0, 0, 2), page([tags()], 1, 0, 0)];
  for (let at = 0; at < packets.length; at += PACKETS_PER_PAGE) {
    const some = packets.slice(at, at + PACKETS_PER_PAGE);
    const granule = (at + some.length) * SAMPLES_PER_PACKET;
    const flags = at + some.length >= packets.length ? 4 : 0;
    pages.push(page(some, pages.length, granule, flags));
  }
  return new Blob(pages, { type: 'audio/ogg' });
}

function head(sampleRateHz: number): Uint8Array {
  const bytes = new Uint8Array(19);
  const view = new DataView(bytes.buffer);
  bytes.set(ascii('OpusHead'));
  bytes.set([1, 1], 8);
  view.setUint16(10, PRE_SKIP, true);
  view.setUint32(12, sampleRateHz, true);
  return bytes;
}

function tags(): Uint8Array {
  const vendor = ascii('dragoman');
  const bytes = new Uint8Array(8 + 4 + vendor.length + 4);
  bytes.set(ascii('OpusTags'));
  new DataView(bytes.buffer).setUint32(8, vendor.length, true);
  bytes.set(vendor, 12);
  return bytes;
}

function page(
  packets: Uint8Array[],
  number: number,
  granule: number,
  flags: number,
): Uint8Array<ArrayBuffer> {
  const lacing = packets.flatMap(({ length }) => [
    ...new Array<number>(Math.floor(length / 255)).fill(255),
    length % 255,
  ]);
  const size = packets.reduce((sum, { length }) => sum + length, 0);
  const bytes = new Uint8Array(27 + lacing.length + size);
  const view = new DataView(bytes.buffer);
  bytes.set(ascii('OggS'));
  bytes[5] = flags;
  view.setBigUint64(6, BigInt(granule), true);
  view.setUint32(14, SERIAL, true);
  view.setUint32(18, number, true);
  bytes[26] = lacing.length;
  bytes.set(lacing, 27);
  let at = 27 + lacing.length;
  for (const packet of packets) {
    bytes.set(packet, at);
    at += packet.length;
  }
  view.setUint32(22, checksum(bytes), true);
  return bytes;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let rest = index << 24;
  for (let bit = 0; bit < 8; bit++) rest = rest & 0x80000000 ? (rest << 1) ^ 0x04c11db7 : rest << 1;
  return rest >>> 0;
});

function checksum(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => ((sum << 8) ^ (TABLE[(sum >>> 24) ^ byte] ?? 0)) >>> 0, 0);
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
