import type { FlowEvent, Track } from '../protocol.ts';
import type { Playing } from '../store/state.ts';
import type { Sounds } from './sounds.ts';
import { Speaker } from './speaker.ts';
import { emptyVoice, nextStep, nextVoice, type Voice, withEvent, withoutPiece } from './voice.ts';

export interface PlayerEvents {
  playing: (playing: Playing | null) => void;
  /** The first sound of a voice that plays by itself, at this time (ms since the epoch). */
  firstSound: (key: string, segment: number, at: number) => void;
  failed: (playing: Playing, why: unknown) => void;
}

/** Speaks voices one after the other, each from its pieces as they come. */
export class Player {
  #speaker: Speaker;
  #events: PlayerEvents;
  #queue: Voice[] = [];
  #held = false;
  /** Changes when what plays is told to stop. */
  #round = 0;
  #busy = false;
  #wake: () => void = () => {};

  constructor(sounds: Sounds, events: PlayerEvents) {
    this.#speaker = new Speaker(sounds);
    this.#events = events;
  }

  /** To be called in a gesture, or nothing will be heard. */
  unlock(): void {
    this.#speaker.unlock();
  }

  /** The translated voice of this segment shall be heard when it comes. */
  expect(key: string, segment: number): void {
    this.#queue.push(emptyVoice(key, segment, 'translated'));
  }

  /** Of what is expected of this message, nothing that was heard so far counts. */
  anew(key: string): void {
    this.#queue = this.#queue.map((v) => (v.key === key ? emptyVoice(key, v.segment, v.track) : v));
  }

  /** News of a segment. What is not expected is not played. */
  heard(key: string, segment: number, event: FlowEvent): void {
    const place = this.#queue.findIndex((v) => v.key === key && v.segment === segment);
    const voice = this.#queue[place];
    if (!voice) return;
    const changed = withEvent(voice, event);
    if (changed === voice) return;
    if (event.type === 'audio_chunk' && event.data.track === voice.track)
      void this.#speaker.load(event.data.url).catch(() => {});
    if (changed.closed && !changed.whole && Object.keys(changed.pieces).length === 0)
      this.#queue.splice(place, 1);
    else this.#queue[place] = changed;
    this.#wake();
    void this.#run();
  }

  /** Waits with the next voice while someone speaks. */
  hold(held: boolean): void {
    this.#held = held;
    if (!held) void this.#run();
  }

  /** Plays these now, in place of whatever plays. */
  async replay(key: string, track: Track, urls: string[]): Promise<void> {
    this.stop();
    this.unlock();
    this.#busy = true;
    const round = this.#round;
    this.#events.playing({ key, track });
    let at = 0;
    for (const url of urls) {
      const whole = { url, duration_s: null };
      at = await this.#speak({ ...emptyVoice(key, 0, track), whole, closed: true }, round, at);
    }
    await this.#until(at, round);
    this.#finish(round);
  }

  /** Silence, now; what was waiting is forgotten. */
  stop(): void {
    this.#round += 1;
    this.#queue = this.#queue.filter((voice) => !voice.whole && !(0 in voice.pieces));
    this.#speaker.silence();
    this.#busy = false;
    this.#events.playing(null);
    this.#wake();
  }

  async #run(): Promise<void> {
    const voice = this.#busy || this.#held ? undefined : nextVoice(this.#queue);
    if (!voice) return;
    this.#busy = true;
    const round = this.#round;
    const { key, segment, track } = voice;
    this.#events.playing({ key, track });
    const end = await this.#speak(voice, round, 0, true);
    await this.#until(end, round);
    if (round === this.#round)
      this.#queue = this.#queue.filter((v) => v.key !== key || v.segment !== segment);
    this.#finish(round);
  }

  #finish(round: number): void {
    if (round !== this.#round) return;
    this.#busy = false;
    if (!this.#held && nextVoice(this.#queue)) void this.#run();
    else this.#events.playing(null);
  }

  /** Schedules a voice piece by piece; gives the time its last sound ends. */
  async #speak(voice: Voice, round: number, from: number, byItself = false): Promise<number> {
    const { key, segment, track } = voice;
    let [next, played, end] = [0, 0, from];
    let current = voice;
    while (round === this.#round) {
      current = this.#queue.find((v) => isSame(v, voice)) ?? current;
      const step = nextStep(current, next, played);
      if (step.do === 'end') break;
      if (step.do === 'wait') {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      try {
        const buffer = await this.#speaker.load(step.url);
        if (round !== this.#round) break;
        const times = this.#speaker.schedule(buffer, end, step.offset_s);
        if (byItself && played === 0) this.#firstSound(key, segment, times.begin);
        played += times.end - times.begin;
        end = times.end;
      } catch (why) {
        if (step.index !== null) {
          this.#drop(voice, step.index);
          continue;
        }
        this.#events.failed({ key, track }, why);
        break;
      }
      if (step.index === null) break;
      next = step.index + 1;
    }
    return end;
  }

  /** A piece that cannot be had: the rest of the whole voice takes its place. */
  #drop(voice: Voice, index: number): void {
    this.#queue = this.#queue.map((v) => (isSame(v, voice) ? withoutPiece(v, index) : v));
  }

  #firstSound(key: string, segment: number, begin: number): void {
    const in_ms = Math.max(0, begin - this.#speaker.now) * 1000;
    this.#events.firstSound(key, segment, Date.now() + in_ms);
  }

  async #until(time: number, round: number): Promise<void> {
    while (round === this.#round && this.#speaker.now < time) {
      const left_ms = (time - this.#speaker.now) * 1000;
      await new Promise((resolve) => setTimeout(resolve, Math.min(100, left_ms + 5)));
    }
  }
}

function isSame(one: Voice, other: Voice): boolean {
  return one.key === other.key && one.segment === other.segment && one.track === other.track;
}
