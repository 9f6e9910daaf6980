/** Window and search range of the overlap-add, long enough for the pitch of low voices. */
const WINDOW_S = 0.04;
const SEARCH_S = 0.012;

/** The audio at another rate (0.5 to 2; 1 is normal) and at the same pitch: waveform-similarity
 * overlap-add (WSOLA). */
export function stretch(buffer: AudioBuffer, rate: number): AudioBuffer {
  if (rate === 1) return buffer;
  const { sampleRate, numberOfChannels } = buffer;
  const samples = stretchSamples(buffer.getChannelData(0), sampleRate, rate);
  const result = new AudioBuffer({ length: samples.length, sampleRate, numberOfChannels });
  for (let channel = 0; channel < numberOfChannels; channel++)
    result.copyToChannel(samples, channel);
  return result;
}

/** Places windows of the input at half-window steps of the output, each where it continues the one before
 * best. */
export function stretchSamples(
  input: Float32Array,
  sampleRateHz: number,
  rate: number,
): Float32Array<ArrayBuffer> {
  const half = Math.round((WINDOW_S * sampleRateHz) / 2);
  const search = Math.round(SEARCH_S * sampleRateHz);
  const output = new Float32Array(Math.ceil(input.length / rate));
  let continuation = 0;
  for (let at = 0; at < output.length; at += half) {
    const wanted = Math.round(at * rate);
    const from = at === 0 ? 0 : bestMatch(input, wanted, continuation, search, half);
    for (let n = 0; n < 2 * half && at + n < output.length; n++) {
      const weight = 0.5 - 0.5 * Math.cos((Math.PI * n) / half);
      // The first half window has nothing before it to fade from.
      const faded = at === 0 && n < half ? 1 : weight;
      output[at + n] = (output[at + n] ?? 0) + faded * (input[from + n] ?? 0);
    }
    continuation = from + half;
  }
  return output;
}

/** The start near `wanted` whose samples correlate best with those at `continuation`. */
function bestMatch(
  input: Float32Array,
  wanted: number,
  continuation: number,
  search: number,
  length: number,
): number {
  let [best, bestScore] = [wanted, Number.NEGATIVE_INFINITY];
  for (let start = Math.max(0, wanted - search); start <= wanted + search; start += 2) {
    let score = 0;
    for (let n = 0; n < length; n += 4)
      score += (input[start + n] ?? 0) * (input[continuation + n] ?? 0);
    if (score > bestScore) [best, bestScore] = [start, score];
  }
  return best;
}
