import { VoiceGone } from '../connection/links.ts';
import { save } from '../conversation/transcript.ts';
import type { Track } from '../protocol.ts';
import type { Message, NoticeCode, Playing, Side } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import { isOwn, type Voice, viewMessage } from '../store/view.ts';
import { Player, type PlayerEvents } from './player.ts';
import { placeOf, Sounds } from './sounds.ts';

interface Parts extends Omit<PlayerEvents, 'failed'> {
  store: Store;
  /** Has the links to the voices of a message made anew. */
  renewLinks: (message: Message) => Promise<void>;
  notice: (code: NoticeCode, side: Side) => void;
}

/** The voices of the conversation: heard as they come, heard again, kept as files. */
export class Voices {
  player: Player;
  #parts: Parts;
  #sounds = new Sounds((link) => this.#renewed(link));

  constructor(parts: Parts) {
    this.#parts = parts;
    const failed = (playing: Playing, why: unknown) => this.#failed(playing, why);
    this.player = new Player(this.#sounds, { ...parts, failed });
  }

  /** Plays it, or stops it where it plays. */
  replay(key: string, track: Track): void {
    const { playing } = this.#parts.store.get();
    if (playing?.key === key && playing.track === track) {
      this.player.stop();
      return;
    }
    this.#parts.store.dispatch({ type: 'notice', notice: null });
    const links = this.#of(key, track).map(({ url }) => url);
    void this.player.replay(key, track, links);
  }

  /** As files, one for each segment. */
  async save(key: string, track: Track): Promise<void> {
    try {
      for (const { url, segment } of this.#of(key, track)) {
        const audio = await this.#sounds.fetch(url);
        const kind = { 'audio/mpeg': 'mp3', 'audio/wav': 'wav' }[audio.type] ?? 'ogg';
        save(audio, `dragoman-${key.slice(0, 8)}-${segment}-${track}.${kind}`);
      }
    } catch (why) {
      this.#failed({ key, track }, why);
    }
  }

  #of(key: string, track: Track): Voice[] {
    const message = this.#message(key);
    return message ? viewMessage(message).voices[track] : [];
  }

  /** Another link to the same voice. */
  async #renewed(link: string): Promise<string> {
    const place = placeOf(link);
    const linkIn = (message: Message) =>
      Object.values(viewMessage(message).voices)
        .flat()
        .find(({ url }) => placeOf(url) === place)?.url;
    const message = this.#parts.store.get().messages.find(linkIn);
    if (!message) throw new Error('a link of no message');
    await this.#parts.renewLinks(message);
    return linkIn(this.#message(message.key) ?? message) ?? link;
  }

  /** Said to whoever would have heard it. */
  #failed({ key, track }: Playing, why: unknown): void {
    const message = this.#message(key);
    if (!message) return;
    const { languages } = this.#parts.store.get().settings;
    const side = isOwn(message, 0, languages[0]) === (track === 'original') ? 0 : 1;
    this.#parts.notice(why instanceof VoiceGone ? 'voice_gone' : 'audio_failed', side);
  }

  #message(key: string): Message | undefined {
    return this.#parts.store.get().messages.find((message) => message.key === key);
  }
}
