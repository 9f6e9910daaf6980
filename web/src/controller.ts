import { Session } from './connection/session.ts';
import { Playback } from './playback/playback.ts';
import type { Player } from './playback/player.ts';
import { HandsFree } from './record/handsFree.ts';
import { Microphone } from './record/microphone.ts';
import { PushToTalk } from './record/pushToTalk.ts';
import { languagesFor } from './settings/languages.ts';
import { isFinished, type SegmentEvent } from './store/flow.ts';
import { viewMessage } from './store/messageView.ts';
import { Recordings, toStoredAudio } from './store/recordings.ts';
import type { Message, NoticeCode, Settings, Side } from './store/state.ts';
import type { Store } from './store/store.ts';

/** Everything a user can do, and the parts that do it. */
export class Controller {
  store: Store;
  microphone = new Microphone();
  pushToTalk: PushToTalk;
  handsFree: HandsFree;
  playback: Playback;
  #recordings = new Recordings();
  #session: Session;
  #player: Player;

  constructor(store: Store) {
    this.store = store;
    const notice = (code: NoticeCode, side: Side) =>
      store.dispatch({ type: 'notice', notice: { code, side } });
    this.playback = new Playback({
      store,
      notice,
      renewLinks: (message) => this.#session.renewLinks(message),
      onPlaying: (playing) => {
        store.dispatch({ type: 'playing', playing });
        this.handsFree.setPaused(playing !== null);
      },
      onFirstSound: (key, segment, at) => {
        const spokenAt = this.#message(key)?.segments[segment]?.spokenAt ?? at;
        store.dispatch({ type: 'first_sound', key, segment, ms: at - spokenAt });
      },
    });
    const { player } = this.playback;
    this.#player = player;
    const parts = { store, notice, player, microphone: this.microphone };
    this.pushToTalk = new PushToTalk({
      ...parts,
      onRecorded: (side, blob, spokenAt) =>
        this.#submit(side, blob, crypto.randomUUID(), 0, true, spokenAt),
    });
    this.handsFree = new HandsFree({
      ...parts,
      onSegment: (side, blob, spokenAt, key, segment) =>
        this.#submit(side, blob, key, segment, false, spokenAt),
      onTurnEnd: (key) => {
        store.dispatch({ type: 'message_closed', key });
        const message = this.#message(key);
        if (message) this.#session.finish(message);
        this.#dropRecordings(key);
      },
    });
    this.#session = new Session({
      store,
      recordings: this.#recordings,
      onEvent: (event) => this.#onEvent(event),
      onRestart: (key) => player.restart(key),
    });
  }

  /** Call at the end of every gesture that may lead to sound: browsers on touch screens allow audio only
   * then. */
  unlockAudio(): void {
    this.#player.unlock();
  }

  // --- Messages ---

  async #submit(
    side: Side,
    blob: Blob,
    key: string,
    segment: number,
    last: boolean,
    spokenAt: number,
  ): Promise<void> {
    this.#recordings.put(key, segment, await toStoredAudio(blob));
    const { settings } = this.store.get();
    const [source, target] = [settings.languages[side], settings.languages[side ? 0 : 1]];
    const message = { key, id: key, side, source, target, mode: settings.mode };
    this.store.dispatch({
      type: 'segment_added',
      segment: { ...message, segment, last, spokenAt },
    });
    if (settings.autoplay) this.#player.enqueue(key, segment);
    this.#session.flush();
  }

  #onEvent(event: SegmentEvent): void {
    const message = this.store.get().messages.find(({ id }) => id === event.data.message_id);
    if (!message || event.data.segment === null || !('seq' in event.data)) return;
    this.#player.onEvent(message.key, event.data.segment, event as never);
    this.#dropRecordings(message.key);
  }

  /** Deletes the recordings of a finished message that cannot be retried. */
  #dropRecordings(key: string): void {
    const message = this.#message(key);
    if (!message || !isFinished(message)) return;
    const view = viewMessage(message);
    if (view.status === 'done' || !view.problem?.retryable) this.#recordings.drop(message.key);
  }

  #message(key: string): Message | undefined {
    return this.store.get().messages.find((message) => message.key === key);
  }

  /** Sends the same recordings again, as a new message. */
  retry(key: string): void {
    const message = this.#message(key);
    if (!message) return;
    if (this.store.get().settings.autoplay)
      for (const n of Object.keys(message.segments)) this.#player.enqueue(key, Number(n));
    this.store.dispatch({ type: 'message_restarted', key, id: crypto.randomUUID() });
    this.#session.flush();
  }

  clear(): void {
    this.#player.stop();
    for (const { key } of this.store.get().messages) this.#recordings.drop(key);
    this.#session.forget();
    this.store.dispatch({ type: 'cleared' });
  }

  // --- Settings ---

  change(settings: Partial<Settings>): void {
    this.store.dispatch({ type: 'settings', settings });
    if (settings.handsFree !== undefined) this.handsFree.stop();
    if (settings.languages) {
      this.handsFree.stop();
      this.#session.hello();
    }
  }

  chooseLanguage(side: Side, language: string): void {
    const { languages } = this.store.get().settings;
    this.change({ languages: languagesFor(languages, side, language) });
  }

  swap(): void {
    const [a, b] = this.store.get().settings.languages;
    this.change({ languages: [b, a] });
  }
}
