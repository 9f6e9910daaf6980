import { AudioFetcher } from '../audioFetcher.ts';
import type { Dragoman } from '../dragoman.ts';
import type { Message } from '../message.ts';
import { isFlowEvent } from '../messages.ts';
import { Player, type PlayerEvents } from './player.ts';

/** What a program may want to know. */
export type VoicePlayerEvents = Partial<PlayerEvents>;

/** Plays the translated voices of messages, one after the other. */
export class VoicePlayer {
  #player: Player;

  constructor(dragoman: Dragoman, events: VoicePlayerEvents = {}) {
    const fetcher = new AudioFetcher((link) => dragoman.renewLink(link));
    const none = { onPlaying: () => {}, onFirstSound: () => {}, onFailed: () => {} };
    this.#player = new Player(fetcher, { ...none, ...events });
  }

  /** Call in a gesture of the user: browsers allow sound only after one. */
  unlock(): void {
    this.#player.unlock();
  }

  /** Plays the voice of a message when those before it are over. Resolves when all of it has arrived.
   * Rejects with Unreachable. */
  async play(message: Message): Promise<void> {
    const key = message.id;
    const queued = new Set<number>();
    for await (const event of message) {
      if (event.type === 'partial_result' || event.type === 'partial_translation') continue;
      const { segment } = event.data;
      if (!isFlowEvent(event) || segment === null) continue;
      if (!queued.has(segment)) this.#player.enqueue(key, segment);
      queued.add(segment);
      this.#player.onEvent(key, segment, event);
    }
  }

  /** Plays a file again, at a rate (1 is normal) and at the same pitch. */
  replay(link: string, rate = 1): Promise<void> {
    return this.#player.replay(link, 'translated', [link], rate);
  }

  /** The volume, 0 to 1. */
  setVolume(volume: number): void {
    this.#player.setVolume(volume);
  }

  /** Stops what plays and what could play. */
  stop(): void {
    this.#player.stop();
  }
}
