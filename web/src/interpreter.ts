import { loadConfig } from './connection/config.ts';
import { Session } from './connection/session.ts';
import { Player } from './playback/player.ts';
import type { Track } from './protocol.ts';
import { HandsFree } from './record/handsFree.ts';
import { Microphone, MicrophoneError } from './record/microphone.ts';
import { Recorder } from './record/recorder.ts';
import { languagesFor } from './settings/languages.ts';
import { finished } from './store/flow.ts';
import { encoded, Recordings } from './store/recordings.ts';
import type { Heard } from './store/reducer.ts';
import type { Message, NoticeCode, Settings, Side } from './store/state.ts';
import type { Store } from './store/store.ts';
import { viewMessage } from './store/view.ts';

const SHORTEST_MS = 300;
/** Cut before the service's limit: the tail and the codec add a little. */
const LIMIT_MARGIN_MS = 700;
const CONFIG_RETRY_MS = 3000;

/** Everything a person can do here, and the parts that do it. */
export class Interpreter {
  store: Store;
  microphone = new Microphone();
  #recordings = new Recordings();
  #session: Session | null = null;
  #recorder: { recorder: Recorder; side: Side; since: number; limit: number } | null = null;
  /** The press that wants the microphone; another press, or its release, makes it old. */
  #press = 0;
  #handsFree: HandsFree | null = null;
  #player: Player;

  constructor(store: Store) {
    this.store = store;
    this.#player = new Player({
      playing: (playing) => {
        store.dispatch({ type: 'playing', playing });
        this.#deafen(playing !== null);
      },
      firstSound: (key, segment, at) => {
        const spokenAt = this.#message(key)?.segments[segment]?.spokenAt ?? at;
        store.dispatch({ type: 'first_sound', key, segment, ms: at - spokenAt });
      },
      failed: () => this.#notice('audio_failed'),
    });
  }

  /** Never gives up: the network may come later. */
  async connect(): Promise<void> {
    try {
      const config = await loadConfig();
      this.#session = new Session(config, this.store, this.#recordings);
      this.#session.onHeard = (event) => this.#heard(event);
    } catch {
      this.store.dispatch({ type: 'connection', status: 'lost' });
      setTimeout(() => void this.connect(), CONFIG_RETRY_MS);
    }
  }

  // --- Talking ---

  async startTalking(side: Side): Promise<void> {
    const press = ++this.#press;
    this.#player.stop();
    this.#player.unlock();
    this.#player.hold(true);
    this.store.dispatch({ type: 'notice', notice: null });
    const wasOpen = this.microphone.isOpen;
    const opening = { phase: 'opening', side, since: Date.now(), latched: false } as const;
    this.store.dispatch({ type: 'recording', recording: opening });
    try {
      const stream = await this.microphone.open();
      if (press !== this.#press) return wasOpen ? undefined : this.#notice('mic_ready', side);
      const since = Date.now();
      const limit = setTimeout(() => void this.#tooLong(side), this.#limitMs());
      this.#recorder = { recorder: new Recorder(stream), side, since, limit };
      const latched = this.store.get().recording?.latched ?? false;
      const recording = { phase: 'recording', side, since, latched } as const;
      this.store.dispatch({ type: 'recording', recording });
    } catch (error) {
      this.#endPress();
      this.#notice(error instanceof MicrophoneError ? error.code : 'mic_busy', side);
    }
  }

  /** A tap: it goes on until the next one. */
  latch(): void {
    const { recording } = this.store.get();
    if (recording)
      this.store.dispatch({ type: 'recording', recording: { ...recording, latched: true } });
  }

  async stopTalking(): Promise<void> {
    const spokenAt = Date.now();
    const current = this.#recorder;
    this.#endPress();
    if (!current) return;
    clearTimeout(current.limit);
    const blob = await current.recorder.stop();
    if (spokenAt - current.since < SHORTEST_MS) return this.#notice('too_short', current.side);
    await this.#say(current.side, blob, crypto.randomUUID(), 0, true, spokenAt);
  }

  async #tooLong(side: Side): Promise<void> {
    await this.stopTalking();
    this.#notice('too_long', side);
  }

  #endPress(): void {
    this.#press += 1;
    this.#recorder = null;
    this.store.dispatch({ type: 'recording', recording: null });
    this.#player.hold(false);
    this.microphone.rest();
  }

  #limitMs(): number {
    return (this.store.get().limits?.audio_s ?? 60) * 1000 - LIMIT_MARGIN_MS;
  }

  // --- Hands-free ---

  async toggleHandsFree(side: Side): Promise<void> {
    const before = this.store.get().handsFree;
    this.stopHandsFree();
    if (before?.side === side) return;
    this.#player.unlock();
    this.store.dispatch({ type: 'notice', notice: null });
    this.store.dispatch({ type: 'hands_free', handsFree: { side, phase: 'loading' } });
    const keys = new Map<number, string>();
    const counts = new Map<number, number>();
    let turnKey: string | null = null;
    const handsFree = new HandsFree({
      spoke: (blob, turn, spokenAt) => {
        const key = keys.get(turn) ?? crypto.randomUUID();
        const segment = counts.get(turn) ?? 0;
        keys.set(turn, key);
        counts.set(turn, segment + 1);
        turnKey = key;
        return this.#say(side, blob, key, segment, false, spokenAt);
      },
      turnEnded: () => {
        if (turnKey) this.store.dispatch({ type: 'closed', key: turnKey });
        this.#tidy(turnKey);
        turnKey = null;
      },
      phase: (phase) => {
        this.#player.hold(phase === 'speaking');
        if (this.#handsFree === handsFree && this.store.get().handsFree?.phase !== 'paused')
          this.store.dispatch({ type: 'hands_free', handsFree: { side, phase } });
      },
    });
    this.#handsFree = handsFree;
    try {
      await handsFree.start(() => this.microphone.open());
      if (this.#handsFree !== handsFree) return handsFree.stop();
      this.store.dispatch({ type: 'hands_free', handsFree: { side, phase: 'listening' } });
    } catch (error) {
      this.stopHandsFree();
      this.#notice(error instanceof MicrophoneError ? error.code : 'hands_free_failed', side);
    }
  }

  stopHandsFree(): void {
    const current = this.#handsFree;
    this.#handsFree = null;
    this.store.dispatch({ type: 'hands_free', handsFree: null });
    current?.stop();
    this.#player.hold(false);
    this.microphone.rest();
  }

  #deafen(deaf: boolean): void {
    const { handsFree } = this.store.get();
    if (!this.#handsFree || !handsFree || handsFree.phase === 'loading') return;
    this.#handsFree.deafen(deaf);
    const phase = deaf ? 'paused' : 'listening';
    this.store.dispatch({ type: 'hands_free', handsFree: { ...handsFree, phase } });
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
    this.#session?.send();
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

  replay(key: string, track: Track): void {
    const { playing } = this.store.get();
    if (playing?.key === key && playing.track === track) {
      this.#player.stop();
      return;
    }
    const message = this.#message(key);
    const voices = message ? viewMessage(message).voices[track] : [];
    void this.#player.replay(
      key,
      track,
      voices.map(({ url }) => url),
    );
  }

  /** The same words once more, as a new message to the service. */
  retry(key: string): void {
    const message = this.#message(key);
    if (!message) return;
    if (this.store.get().settings.autoplay)
      for (const n of Object.keys(message.segments)) this.#player.expect(key, Number(n));
    this.store.dispatch({ type: 'unsent', key, id: crypto.randomUUID() });
    this.#session?.send();
  }

  clear(): void {
    this.#player.stop();
    for (const { key } of this.store.get().messages) this.#recordings.drop(key);
    this.store.dispatch({ type: 'cleared' });
  }

  // --- Settings ---

  change(settings: Partial<Settings>): void {
    this.store.dispatch({ type: 'settings', settings });
    if (settings.handsFree !== undefined) this.stopHandsFree();
    if (settings.languages) {
      this.stopHandsFree();
      this.#session?.greet();
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

  #notice(code: NoticeCode, side: Side | null = null): void {
    this.store.dispatch({ type: 'notice', notice: { code, side } });
  }
}
