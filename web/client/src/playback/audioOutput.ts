import { type AudioFetcher, withoutSignature } from '../audioFetcher.ts';

/** The rate of the service's audio chunks: a context of the same rate does not resample at their joins. */
const SAMPLE_RATE_HZ = 22_050;
const CACHE_SIZE = 60;

/** Plays audio buffers through one AudioContext, scheduled to the sample. */
export class AudioOutput {
  #context: AudioContext | null = null;
  #gain: GainNode | null = null;
  #volume = 1;
  #sources = new Set<AudioBufferSourceNode>();
  #fetcher: AudioFetcher;
  /** Decoded audio by link without signature. */
  #cache = new Map<string, Promise<AudioBuffer>>();

  constructor(fetcher: AudioFetcher) {
    this.#fetcher = fetcher;
  }

  /** Call in a user gesture: browsers allow audio only after one. Has no effect on a running context. */
  unlock(): void {
    void this.#ensureContext().resume();
  }

  /** Seconds on the clock of the AudioContext. */
  get now(): number {
    return this.#context?.currentTime ?? 0;
  }

  /** Fetches and decodes a link, once. */
  load(url: string): Promise<AudioBuffer> {
    const key = withoutSignature(url);
    const cached = this.#cache.get(key);
    if (cached) return cached;
    const loading = this.#decode(url);
    this.#cache.set(key, loading);
    loading.catch(() => this.#cache.delete(key));
    const oldest = this.#cache.keys().next().value;
    if (this.#cache.size > CACHE_SIZE && oldest) this.#cache.delete(oldest);
    return loading;
  }

  /** Plays from `offset_s` at time `at`, or now if that is past. Returns the times of start and end. */
  schedule(buffer: AudioBuffer, at: number, offset_s: number): { begin: number; end: number } {
    this.unlock();
    const context = this.#ensureContext();
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.#gain ?? context.destination);
    const soon = Math.ceil((context.currentTime + 0.01) * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ;
    const begin = Math.max(at, soon);
    source.start(begin, offset_s);
    this.#sources.add(source);
    source.onended = () => this.#sources.delete(source);
    return { begin, end: begin + Math.max(0, buffer.duration - offset_s) };
  }

  /** The volume, 0 to 1, of what plays and will play. */
  setVolume(volume: number): void {
    this.#volume = volume;
    if (this.#gain) this.#gain.gain.value = volume;
  }

  stop(): void {
    for (const source of this.#sources) source.stop();
    this.#sources.clear();
  }

  async #decode(url: string): Promise<AudioBuffer> {
    const data = await (await this.#fetcher.fetch(url)).arrayBuffer();
    return this.#ensureContext().decodeAudioData(data);
  }

  #ensureContext(): AudioContext {
    if (this.#context) return this.#context;
    this.#context = new AudioContext({ sampleRate: SAMPLE_RATE_HZ, latencyHint: 'interactive' });
    this.#gain = this.#context.createGain();
    this.#gain.gain.value = this.#volume;
    this.#gain.connect(this.#context.destination);
    return this.#context;
  }
}
