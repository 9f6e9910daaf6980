import { AudioFetcher, newestLink, VoiceExpired } from '@dragoman/client';
import { Player, type PlayerEvents, type Playing } from '@dragoman/client/playback';
import type { Track } from '@dragoman/client/protocol';
import { saveFile } from '../conversation/transcript.ts';
import { type AudioFile, isOwn, viewMessage } from '../store/messageView.ts';
import type { Message, NoticeCode, Side } from '../store/state.ts';
import type { Store } from '../store/store.ts';

const SLOWER_RATE = 0.75;

interface Parts extends Pick<PlayerEvents, 'onPlaying'> {
  store: Store;
  /** Requests new audio links for a message. */
  renewLinks: (message: Message) => Promise<void>;
  notice: (code: NoticeCode, side: Side) => void;
}

/** Plays the conversation's audio as it arrives, replays it and saves it as files. */
export class Playback {
  player: Player;
  #parts: Parts;
  #fetcher = new AudioFetcher((link) => this.#renew(link));

  constructor(parts: Parts) {
    this.#parts = parts;
    this.player = new Player(this.#fetcher, {
      onPlaying: parts.onPlaying,
      onFirstSound: (key, segment, at) => this.#noteFirstSound(key, segment, at),
      onFailed: (playing, error) => this.#reportFailure(playing, error),
    });
  }

  /** Plays a track, or stops it if it is playing. */
  toggle(key: string, track: Track): void {
    const { playing } = this.#parts.store.get();
    if (playing?.key === key && playing.track === track) {
      this.player.stop();
      return;
    }
    this.#replay(key, track, 1);
  }

  /** Replays a track at a slower rate, at the same pitch. */
  playSlower(key: string, track: Track): void {
    this.#replay(key, track, SLOWER_RATE);
  }

  #replay(key: string, track: Track, rate: number): void {
    this.#parts.store.dispatch({ type: 'notice', notice: null });
    const links = this.#files(key, track).map(({ url }) => url);
    void this.player.replay(key, track, links, rate);
  }

  /** Saves a track, one file per segment. */
  async save(key: string, track: Track): Promise<void> {
    try {
      for (const { url, segment } of this.#files(key, track)) {
        const audio = await this.#fetcher.fetch(url);
        const extension = { 'audio/mpeg': 'mp3', 'audio/wav': 'wav' }[audio.type] ?? 'ogg';
        saveFile(audio, `dragoman-${key.slice(0, 8)}-${segment}-${track}.${extension}`);
      }
    } catch (error) {
      this.#reportFailure({ key, track }, error);
    }
  }

  #files(key: string, track: Track): AudioFile[] {
    const message = this.#message(key);
    return message ? viewMessage(message).audio[track] : [];
  }

  /** Resolves to a new link to the same file. */
  async #renew(link: string): Promise<string> {
    const message = this.#parts.store.get().messages.find((one) => newestLink(one, link));
    if (!message) throw new Error('no message has this link');
    await this.#parts.renewLinks(message);
    return newestLink(this.#message(message.key) ?? message, link) ?? link;
  }

  /** Notes how long after its words a segment is heard. */
  #noteFirstSound(key: string, segment: number, at: number): void {
    const spokenAt = this.#message(key)?.segments[segment]?.spokenAt ?? at;
    this.#parts.store.dispatch({ type: 'first_sound', key, segment, ms: at - spokenAt });
  }

  /** Shows a notice to the listener of the track. */
  #reportFailure({ key, track }: Playing, error: unknown): void {
    const message = this.#message(key);
    if (!message) return;
    const { languages } = this.#parts.store.get().settings;
    const side = isOwn(message, 0, languages[0]) === (track === 'original') ? 0 : 1;
    this.#parts.notice(error instanceof VoiceExpired ? 'voice_gone' : 'audio_failed', side);
  }

  #message(key: string): Message | undefined {
    return this.#parts.store.get().messages.find((message) => message.key === key);
  }
}
