import type { AudioFetcher } from '../audioFetcher.ts';
import type { FlowEvent, Track } from '../protocol.ts';
import { AudioOutput } from './audioOutput.ts';
import { stretch } from './timeStretch.ts';
import {
  emptyTrack,
  isPlayable,
  nextStep,
  nextTrack,
  type VoiceTrack,
  withEvent,
  withoutChunk,
} from './voiceTrack.ts';

/** What plays: a track of a message, which the program that plays it names by a key. */
export interface Playing {
  key: string;
  track: Track;
}

/** The own recording, or the speech of someone whose microphone would record the voice. */
type Hold = 'recording' | 'speaker';

export interface PlayerEvents {
  onPlaying: (playing: Playing | null) => void;
  /** Called with the time (ms since the epoch) of the first sound of a track that plays automatically. */
  onFirstSound: (key: string, segment: number, at: number) => void;
  onFailed: (playing: Playing, error: unknown) => void;
}

/** Plays tracks one after the other, each from its chunks as they arrive. */
export class Player {
  #output: AudioOutput;
  #events: PlayerEvents;
  #queue: VoiceTrack[] = [];
  /** Why the next track does not start. */
  #holds = new Set<Hold>();
  /** Incremented by `stop`, which ends everything started under an older number. */
  #generation = 0;
  #busy = false;
  #playingKey: string | null = null;
  #wake: () => void = () => {};

  constructor(fetcher: AudioFetcher, events: PlayerEvents) {
    this.#output = new AudioOutput(fetcher);
    this.#events = events;
  }

  /** Call in a user gesture. */
  unlock(): void {
    this.#output.unlock();
  }

  /** Plays the translated track of this segment when it arrives, and not before the tracks of an earlier
   * place (see `giveUp`). */
  enqueue(key: string, segment: number, order = 0): void {
    this.#queue.push(emptyTrack(key, segment, 'translated', order));
  }

  /** Removes a track of which nothing has arrived, so that it holds up no later one. */
  giveUp(key: string, segment: number): void {
    this.#queue = this.#queue.filter(
      (voice) => voice.key !== key || voice.segment !== segment || isPlayable(voice),
    );
    void this.#playNext();
  }

  /** Stops what plays. What is queued plays later. */
  interrupt(): void {
    const playing = this.#playingKey;
    this.#queue = this.#queue.filter((voice) => voice.key !== playing);
    this.#end();
  }

  /** Discards what arrived of the queued tracks of a message: it starts over. */
  restart(key: string): void {
    this.#queue = this.#queue.map((v) =>
      v.key === key ? emptyTrack(key, v.segment, v.track, v.order) : v,
    );
  }

  /** Takes an event of a segment. Segments that are not queued are not played. */
  onEvent(key: string, segment: number, event: FlowEvent): void {
    const index = this.#queue.findIndex((v) => v.key === key && v.segment === segment);
    const voice = this.#queue[index];
    if (!voice) return;
    const changed = withEvent(voice, event);
    if (changed === voice) return;
    if (event.type === 'audio_chunk' && event.data.track === voice.track)
      void this.#output.load(event.data.url).catch(() => {});
    if (changed.closed && !changed.file && Object.keys(changed.chunks).length === 0)
      this.#queue.splice(index, 1);
    else this.#queue[index] = changed;
    this.#wake();
    void this.#playNext();
  }

  /** While anything holds it, the next track does not start. */
  setOnHold(onHold: boolean, by: Hold = 'recording'): void {
    if (onHold) this.#holds.add(by);
    else this.#holds.delete(by);
    void this.#playNext();
  }

  /** The volume, 0 to 1. */
  setVolume(volume: number): void {
    this.#output.setVolume(volume);
  }

  /** Stops what plays and plays these files at a rate (1 is normal). */
  async replay(key: string, track: Track, urls: string[], rate = 1): Promise<void> {
    this.stop();
    this.unlock();
    this.#busy = true;
    const generation = this.#generation;
    this.#started({ key, track });
    let at = 0;
    for (const url of urls) {
      const file = { url, duration_s: null };
      at = await this.#play({ ...emptyTrack(key, 0, track), file, closed: true }, generation, at, {
        rate,
      });
    }
    await this.#waitUntil(at, generation);
    this.#finish(generation);
  }

  /** Removes a message from the queue, and stops it if it plays. */
  remove(key: string): void {
    this.#queue = this.#queue.filter((voice) => voice.key !== key);
    if (this.#playingKey !== key) return;
    this.stop();
    void this.#playNext();
  }

  /** Stops playing and removes playable tracks from the queue. */
  stop(): void {
    this.#queue = this.#queue.filter((voice) => !isPlayable(voice));
    this.#end();
  }

  #end(): void {
    this.#generation += 1;
    this.#output.stop();
    this.#busy = false;
    this.#started(null);
    this.#wake();
  }

  async #playNext(): Promise<void> {
    const voice = this.#busy || this.#holds.size > 0 ? undefined : nextTrack(this.#queue);
    if (!voice) return;
    this.#busy = true;
    const generation = this.#generation;
    const { key, segment, track } = voice;
    this.#started({ key, track });
    const end = await this.#play(voice, generation, 0, { automatic: true });
    await this.#waitUntil(end, generation);
    if (generation === this.#generation)
      this.#queue = this.#queue.filter((v) => v.key !== key || v.segment !== segment);
    this.#finish(generation);
  }

  #finish(generation: number): void {
    if (generation !== this.#generation) return;
    this.#busy = false;
    if (this.#holds.size === 0 && nextTrack(this.#queue)) void this.#playNext();
    else this.#started(null);
  }

  #started(playing: Playing | null): void {
    this.#playingKey = playing?.key ?? null;
    this.#events.onPlaying(playing);
  }

  /** Schedules a track chunk by chunk. Resolves to the time at which its last sound ends. */
  async #play(
    voice: VoiceTrack,
    generation: number,
    from: number,
    { automatic = false, rate = 1 } = {},
  ): Promise<number> {
    const { key, segment, track } = voice;
    let [next, played, end] = [0, 0, from];
    let current = voice;
    while (generation === this.#generation) {
      current = this.#queue.find((v) => isSame(v, voice)) ?? current;
      const step = nextStep(current, next, played);
      if (step.action === 'end') break;
      if (step.action === 'wait') {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      try {
        const buffer = await this.#output.load(step.url);
        if (generation !== this.#generation) break;
        const times = this.#output.schedule(stretch(buffer, rate), end, step.offset_s);
        if (automatic && played === 0) this.#reportFirstSound(key, segment, times.begin);
        played += times.end - times.begin;
        end = times.end;
      } catch (error) {
        if (step.index !== null) {
          this.#dropChunk(voice, step.index);
          continue;
        }
        this.#events.onFailed({ key, track }, error);
        break;
      }
      if (step.index === null) break;
      next = step.index + 1;
    }
    return end;
  }

  /** Removes a chunk that cannot be fetched: the rest of the complete file replaces it. */
  #dropChunk(voice: VoiceTrack, index: number): void {
    this.#queue = this.#queue.map((v) => (isSame(v, voice) ? withoutChunk(v, index) : v));
  }

  #reportFirstSound(key: string, segment: number, begin: number): void {
    const in_ms = Math.max(0, begin - this.#output.now) * 1000;
    this.#events.onFirstSound(key, segment, Date.now() + in_ms);
  }

  async #waitUntil(time: number, generation: number): Promise<void> {
    while (generation === this.#generation && this.#output.now < time) {
      const left_ms = (time - this.#output.now) * 1000;
      await new Promise((resolve) => setTimeout(resolve, Math.min(100, left_ms + 5)));
    }
  }
}

function isSame(one: VoiceTrack, other: VoiceTrack): boolean {
  return one.key === other.key && one.segment === other.segment && one.track === other.track;
}
