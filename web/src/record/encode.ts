import { ogg } from './ogg.ts';

export const RATE_HZ = 16_000;
const CONFIG: AudioEncoderConfig = {
  codec: 'opus',
  sampleRate: RATE_HZ,
  numberOfChannels: 1,
  bitrate: 24_000,
};

/** 16 kHz mono samples, as small as this browser can make them. */
export async function encode(samples: Float32Array<ArrayBuffer>): Promise<Blob> {
  try {
    if ((await AudioEncoder.isConfigSupported(CONFIG)).supported) return await opus(samples);
  } catch {
    // No encoder, or one that does not keep its promise.
  }
  return wav(samples);
}

async function opus(samples: Float32Array<ArrayBuffer>): Promise<Blob> {
  const packets: Uint8Array[] = [];
  let failed: DOMException | null = null;
  const encoder = new AudioEncoder({
    output: (chunk) => {
      const packet = new Uint8Array(chunk.byteLength);
      chunk.copyTo(packet);
      packets.push(packet);
    },
    error: (error) => {
      failed = error;
    },
  });
  encoder.configure(CONFIG);
  const format = { format: 'f32' as const, sampleRate: RATE_HZ, numberOfChannels: 1, timestamp: 0 };
  encoder.encode(new AudioData({ ...format, numberOfFrames: samples.length, data: samples }));
  await encoder.flush();
  encoder.close();
  if (failed || packets.length === 0) throw failed ?? new Error('nothing was encoded');
  return ogg(packets, RATE_HZ);
}

export function wav(samples: Float32Array): Blob {
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const text = (at: number, letters: string) => {
    for (const [index, letter] of [...letters].entries())
      view.setUint8(at + index, letter.charCodeAt(0));
  };
  text(0, 'RIFF');
  view.setUint32(4, 36 + samples.length * 2, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE_HZ, true);
  view.setUint32(28, RATE_HZ * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((x, index) => {
    view.setInt16(44 + index * 2, Math.max(-1, Math.min(1, x)) * 32767, true);
  });
  return new Blob([view.buffer], { type: 'audio/wav' });
}
