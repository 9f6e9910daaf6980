import { placeOf, type Sounds } from './sounds.ts';

/** Of the pieces the service sends: a context of the same rate resamples nothing at their joins. */
const RATE_HZ = 22_050;
const KEPT = 60;

/** The one way sound leaves this app: buffers, scheduled sample after sample. */
export class Speaker {
  #context: AudioContext | null = null;
  #sources = new Set<AudioBufferSourceNode>();
  #sounds: Sounds;
  /** By their places: links to them change. */
  #fetched = new Map<string, Promise<AudioBuffer>>();

  constructor(sounds: Sounds) {
    this.#sounds = sounds;
  }

  /** Browsers let sound out only after a gesture: to be called in one. Resuming what runs is nothing. */
  unlock(): void {
    this.#context ??= new AudioContext({ sampleRate: RATE_HZ, latencyHint: 'interactive' });
    void this.#context.resume();
  }

  get now(): number {
    return this.#context?.currentTime ?? 0;
  }

  /** The sound behind a link, fetched once. */
  load(url: string): Promise<AudioBuffer> {
    const place = placeOf(url);
    const known = this.#fetched.get(place);
    if (known) return known;
    const loading = this.#decode(url);
    this.#fetched.set(place, loading);
    loading.catch(() => this.#fetched.delete(place));
    const oldest = this.#fetched.keys().next().value;
    if (this.#fetched.size > KEPT && oldest) this.#fetched.delete(oldest);
    return loading;
  }

  /** Begins at `at`, or now when that is past; gives the times of its beginning and end. */
  schedule(buffer: AudioBuffer, at: number, offset_s: number): { begin: number; end: number } {
    this.unlock();
    const context = this.#context as AudioContext;
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    const soon = Math.ceil((context.currentTime + 0.01) * RATE_HZ) / RATE_HZ;
    const begin = Math.max(at, soon);
    source.start(begin, offset_s);
    this.#sources.add(source);
    source.onended = () => this.#sources.delete(source);
    return { begin, end: begin + Math.max(0, buffer.duration - offset_s) };
  }

  silence(): void {
    for (const source of this.#sources) source.stop();
    this.#sources.clear();
  }

  async #decode(url: string): Promise<AudioBuffer> {
    const data = await (await this.#sounds.fetch(url)).arrayBuffer();
    this.#context ??= new AudioContext({ sampleRate: RATE_HZ, latencyHint: 'interactive' });
    return this.#context.decodeAudioData(data);
  }
}
