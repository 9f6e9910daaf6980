import type { Player } from '../playback/player.ts';
import type { NoticeCode, Side } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import { type Microphone, MicrophoneError } from './microphone.ts';
import { Recorder } from './recorder.ts';

const MIN_DURATION_MS = 300;
/** Stops this long before the service's limit: the tail and the codec add a little. */
const LIMIT_MARGIN_MS = 700;

interface Parts {
  store: Store;
  player: Player;
  microphone: Microphone;
  onRecorded: (side: Side, recording: Blob, spokenAt: number) => Promise<void>;
  notice: (code: NoticeCode, side: Side) => void;
}

/** Records from press to release. Playback is on hold meanwhile. */
export class PushToTalk {
  #parts: Parts;
  #current: {
    recorder: Recorder;
    side: Side;
    since: number;
    limit: ReturnType<typeof setTimeout>;
  } | null = null;
  /** Number of the current press, incremented by every press and release. */
  #press = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async start(side: Side): Promise<void> {
    const { store, player, microphone, notice } = this.#parts;
    const press = ++this.#press;
    player.stop();
    player.unlock();
    player.setOnHold(true);
    store.dispatch({ type: 'notice', notice: null });
    const wasOpen = microphone.isOpen;
    const opening = { phase: 'opening', side, since: Date.now(), latched: false } as const;
    store.dispatch({ type: 'recording', recording: opening });
    try {
      const stream = await microphone.open();
      if (press === this.#press) this.#record(stream, side);
      else if (!wasOpen) notice('mic_ready', side);
    } catch (error) {
      if (press === this.#press) this.#end();
      notice(error instanceof MicrophoneError ? error.code : 'mic_busy', side);
    }
  }

  /** Keeps recording after the release, until the next tap. */
  latch(): void {
    const { store } = this.#parts;
    const { recording } = store.get();
    if (recording)
      store.dispatch({ type: 'recording', recording: { ...recording, latched: true } });
  }

  async stop(): Promise<void> {
    const spokenAt = Date.now();
    const current = this.#current;
    this.#end();
    if (!current) return;
    clearTimeout(current.limit);
    const recording = await current.recorder.stop();
    if (spokenAt - current.since < MIN_DURATION_MS) this.#parts.notice('too_short', current.side);
    else await this.#parts.onRecorded(current.side, recording, spokenAt);
  }

  #record(stream: MediaStream, side: Side): void {
    const { store } = this.#parts;
    const since = Date.now();
    const limit_ms = (store.get().limits?.audio_s ?? 60) * 1000 - LIMIT_MARGIN_MS;
    const limit = setTimeout(() => void this.#stopAtLimit(side), limit_ms);
    this.#current = { recorder: new Recorder(stream), side, since, limit };
    const latched = store.get().recording?.latched ?? false;
    store.dispatch({ type: 'recording', recording: { phase: 'recording', side, since, latched } });
  }

  async #stopAtLimit(side: Side): Promise<void> {
    await this.stop();
    this.#parts.notice('too_long', side);
  }

  #end(): void {
    this.#press += 1;
    this.#current = null;
    this.#parts.store.dispatch({ type: 'recording', recording: null });
    this.#parts.player.setOnHold(false);
    this.#parts.microphone.releaseLater();
  }
}
