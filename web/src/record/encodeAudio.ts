import {
  type AudioCodec,
  AudioSample,
  AudioSampleSource,
  BufferTarget,
  canEncodeAudio,
  OggOutputFormat,
  Output,
  type OutputFormat,
  WavOutputFormat,
} from 'mediabunny';

export const BITS_PER_SECOND = 24_000;

/** Encodes mono samples as Opus in Ogg, or as WAV where the browser has no Opus encoder. */
export async function encodeAudio(
  samples: Float32Array<ArrayBuffer>,
  sampleRateHz: number,
  bitrate = BITS_PER_SECOND,
): Promise<Blob> {
  try {
    const options = { numberOfChannels: 1, sampleRate: sampleRateHz, bitrate };
    if (await canEncodeAudio('opus', options))
      return await encode(
        samples,
        sampleRateHz,
        'opus',
        new OggOutputFormat(),
        'audio/ogg',
        bitrate,
      );
  } catch {
    // Some browsers announce an encoder that then fails.
  }
  return encode(samples, sampleRateHz, 'pcm-s16', new WavOutputFormat(), 'audio/wav');
}

async function encode(
  samples: Float32Array<ArrayBuffer>,
  sampleRate: number,
  codec: AudioCodec,
  format: OutputFormat,
  type: string,
  bitrate = BITS_PER_SECOND,
): Promise<Blob> {
  const target = new BufferTarget();
  const output = new Output({ format, target });
  const source = new AudioSampleSource({ codec, bitrate });
  output.addAudioTrack(source);
  await output.start();
  const sample = new AudioSample({
    data: samples,
    format: 'f32',
    numberOfChannels: 1,
    sampleRate,
    timestamp: 0,
  });
  await source.add(sample);
  sample.close();
  await output.finalize();
  if (!target.buffer) throw new Error('nothing was encoded');
  return new Blob([target.buffer], { type });
}
