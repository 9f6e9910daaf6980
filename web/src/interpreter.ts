import { Session } from './connection/session.ts';
import type { Player } from './playback/player.ts';
import { Voices } from './playback/voices.ts';
import { Listening } from './record/listening.ts';
import { Microphone } from './record/microphone.ts';
import { Talking } from './record/talking.ts';
import { languagesFor } from './settings/languages.ts';
import { finished } from './store/flow.ts';
import { encoded, Recordings } from './store/recordings.ts';
import type { Heard } from './store/reducer.ts';
import type { Message, NoticeCode, Settings, Side } from './store/state.ts';
import type { Store } from './store/store.ts';
import { viewMessage } from './store/view.ts';

/** Everything a person can do here, and the parts that do it. */
export class Interpreter {
  store: Store;
  microphone = new Microphone();
  talking: Talking;
  listening: Listening;
  voices: Voices;
  #recordings = new Recordings();
  #session: Session;
  #player: Player;

  constructor(store: Store) {
    this.store = store;
    const notice = (code: NoticeCode, side: Side) =>
      store.dispatch({ type: 'notice', notice: { code, side } });
    this.voices = new Voices({
      store,
      notice,
      renewLinks: (message) => this.#session.renewLinks(message),
      playing: (playing) => {
        store.dispatch({ type: 'playing', playing });
        this.listening.deafen(playing !== null);
      },
      firstSound: (key, segment, at) => {
        const spokenAt = this.#message(key)?.segments[segment]?.spokenAt ?? at;
        store.dispatch({ type: 'first_sound', key, segment, ms: at - spokenAt });
      },
    });
    const { player } = this.voices;
    this.#player = player;
    const parts = { store, notice, player, microphone: this.microphone };
    this.talking = new Talking({
      ...parts,
      spoke: (side, blob, at) => this.#say(side, blob, crypto.randomUUID(), 0, true, at),
    });
    this.listening = new Listening({
      ...parts,
      spoke: (side, blob, at, key, segment) => this.#say(side, blob, key, segment, false, at),
      closed: (key) => {
        store.dispatch({ type: 'closed', key });
        const message = this.#message(key);
        if (message) this.#session.finish(message);
        this.#tidy(key);
      },
    });
    this.#session = new Session({
      store,
      recordings: this.#recordings,
      heard: (event) => this.#heard(event),
      anew: (key) => player.anew(key),
    });
  }

  /** To be called in every gesture that may lead to sound, as it ends: on touch screens, browsers let
   * sound out only then. */
  unlock(): void {
    this.#player.unlock();
  }

  // --- Messages ---

  async #say(
    side: Side,
    blob: Blob,
    key: string,
    segment: number,
    last: boolean,
    spokenAt: number,
  ): Promise<void> {
    this.#recordings.put(key, segment, await encoded(blob));
    const { settings } = this.store.get();
    const [source, target] = [settings.languages[side], settings.languages[side ? 0 : 1]];
    const about = { key, id: key, side, source, target, mode: settings.mode };
    this.store.dispatch({ type: 'said', said: { ...about, segment, last, spokenAt } });
    if (settings.autoplay) this.#player.expect(key, segment);
    this.#session.send();
  }

  #heard(event: Heard): void {
    const message = this.store.get().messages.find(({ id }) => id === event.data.message_id);
    if (!message || event.data.segment === null || !('seq' in event.data)) return;
    this.#player.heard(message.key, event.data.segment, event as never);
    this.#tidy(message.key);
  }

  /** A recording is kept as long as it may be needed again. */
  #tidy(key: string | null): void {
    const message = key && this.#message(key);
    if (!message || !finished(message)) return;
    const view = viewMessage(message);
    if (view.status === 'done' || !view.problem?.retryable) this.#recordings.drop(message.key);
  }

  #message(key: string): Message | undefined {
    return this.store.get().messages.find((message) => message.key === key);
  }

  /** The same words once more, as a new message to the service. */
  retry(key: string): void {
    const message = this.#message(key);
    if (!message) return;
    if (this.store.get().settings.autoplay)
      for (const n of Object.keys(message.segments)) this.#player.expect(key, Number(n));
    this.store.dispatch({ type: 'unsent', key, id: crypto.randomUUID() });
    this.#session.send();
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
    if (settings.handsFree !== undefined) this.listening.stop();
    if (settings.languages) {
      this.listening.stop();
      this.#session.greet();
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
