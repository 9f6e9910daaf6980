import type { Player } from '@dragoman/client/playback';
import { playTone } from '../playback/tones.ts';
import type { NoticeCode, Recording, Side } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import type { Captions } from './captions.ts';
import { FrameBuffer } from './frameBuffer.ts';
import { FrameStream } from './frameStream.ts';
import { CaptureError, type Microphone } from './microphone.ts';
import { Recorder, TAIL_MS } from './recorder.ts';
import { SilenceMonitor } from './silence.ts';

const MIN_DURATION_MS = 300;
/** Stops this long before the service's limit: the tail and the codec add a little. */
const LIMIT_MARGIN_MS = 700;
const CHECK_SILENCE_EVERY_MS = 100;

/** The pair of a recording, as it was when the recording started. */
export interface Direction {
  side: Side;
  source: string;
  target: string;
}

interface Parts {
  store: Store;
  player: Pick<Player, 'stop' | 'unlock' | 'setOnHold'>;
  microphone: Microphone;
  /** Words on the screen during the recording. */
  captions?: Captions;
  onRecorded: (
    direction: Direction,
    recording: Blob,
    spokenAt: number,
    key: string,
  ) => Promise<void>;
  notice: (code: NoticeCode, side: Side) => void;
}

interface Current {
  recorder: Recorder;
  direction: Direction;
  /** The key of the message. */
  key: string;
  since: number;
  limit: ReturnType<typeof setTimeout>;
  silence: SilenceMonitor;
  levels: ReturnType<typeof setInterval>;
  frames?: FrameStream;
}

/** Records from press to release. Playback is on hold meanwhile. */
export class PushToTalk {
  #parts: Parts;
  #current: Current | null = null;
  /** Number of the current press, incremented by every press and release. */
  #press = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
    addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') void this.stop();
    });
    addEventListener('beforeunload', (event) => {
      if (this.#current) event.preventDefault(); // The browser asks before the recording is lost.
    });
  }

  async start(direction: Direction): Promise<void> {
    const { store, player, microphone, notice } = this.#parts;
    const { side } = direction;
    const press = ++this.#press;
    player.stop();
    player.unlock();
    player.setOnHold(true);
    store.dispatch({ type: 'notice', notice: null });
    const wasOpen = microphone.isOpen;
    this.#show({
      phase: 'opening',
      side,
      since: Date.now(),
      latched: false,
      cancelling: false,
      endsAt: null,
    });
    try {
      const stream = await microphone.open();
      if (press === this.#press) this.#record(stream, direction);
      else if (!wasOpen) notice('mic_ready', side);
    } catch (error) {
      if (press === this.#press) this.#end();
      notice(error instanceof CaptureError ? error.code : 'mic_busy', side);
    }
  }

  /** Keeps recording after the release, until the next tap or until the speaker stops. */
  latch(): void {
    this.#change({ latched: true });
  }

  /** Whether a release now would cancel. */
  setCancelling(cancelling: boolean): void {
    if (this.#parts.store.get().recording?.cancelling !== cancelling) this.#change({ cancelling });
  }

  /** Discards the recording. */
  async cancel(code: NoticeCode = 'cancelled'): Promise<void> {
    const { recording } = this.#parts.store.get();
    const current = this.#current;
    this.#end();
    this.#parts.captions?.discard();
    if (recording) this.#parts.notice(code, recording.side);
    await current?.recorder.stop();
  }

  async stop(): Promise<void> {
    const releasedAt = Date.now();
    const current = this.#current;
    this.#end();
    if (!current) return;
    const { direction, recorder, since, silence, key } = current;
    const tail_ms = silence.isFinished ? 0 : TAIL_MS;
    const spokenAt = releasedAt + tail_ms;
    const recording = await recorder.stop(tail_ms);
    this.#cue('end');
    if (releasedAt - since < MIN_DURATION_MS) {
      this.#parts.captions?.discard();
      this.#parts.notice('too_short', direction.side);
    } else await this.#parts.onRecorded(direction, recording, spokenAt, key);
  }

  #record(stream: MediaStream, direction: Direction): void {
    const { store } = this.#parts;
    const since = Date.now();
    const limit_ms = (store.get().limits?.audio_s ?? 60) * 1000 - LIMIT_MARGIN_MS;
    const key = crypto.randomUUID();
    const silence = new SilenceMonitor();
    this.#current = {
      recorder: new Recorder(stream),
      direction,
      key,
      since,
      limit: setTimeout(() => void this.#stopAtLimit(direction.side), limit_ms),
      silence,
      levels: this.#watchSilence(silence),
    };
    this.#change({ phase: 'recording', since, endsAt: since + limit_ms });
    this.#cue('start');
    const { captions } = this.#parts;
    if (captions && store.get().captions) void this.#caption(stream, this.#current, captions);
  }

  /** Shows words while the recording lasts; without them it goes on. */
  async #caption(stream: MediaStream, current: Current, captions: Captions): Promise<void> {
    const spoken = { direction: current.direction, key: current.key, segment: 0 };
    const frames = new FrameBuffer();
    try {
      const source = await FrameStream.open(stream, (frame) => {
        if (this.#current !== current) return;
        frames.add(frame);
        void captions.speaking(spoken, () => frames.since(0)).catch(() => {});
      });
      if (this.#current === current) current.frames = source;
      else source.close();
    } catch {
      // A browser without audio worklets.
    }
  }

  #watchSilence(monitor: SilenceMonitor): ReturnType<typeof setInterval> {
    let before = Date.now();
    return setInterval(() => {
      const now = Date.now();
      const result = monitor.feed(this.#parts.microphone.decibels(), now - before);
      before = now;
      if (!this.#parts.store.get().recording?.latched) return;
      if (result === 'ended') void this.stop();
      else if (result === 'no_speech') void this.cancel('no_speech');
    }, CHECK_SILENCE_EVERY_MS);
  }

  async #stopAtLimit(side: Side): Promise<void> {
    await this.stop();
    this.#parts.notice('too_long', side);
  }

  #cue(which: 'start' | 'end'): void {
    if (this.#parts.store.get().settings.tones) playTone(which);
  }

  #show(recording: Recording | null): void {
    this.#parts.store.dispatch({ type: 'recording', recording });
  }

  #change(changes: Partial<Recording>): void {
    const { recording } = this.#parts.store.get();
    if (recording) this.#show({ ...recording, ...changes });
  }

  #end(): void {
    this.#press += 1;
    clearTimeout(this.#current?.limit);
    clearInterval(this.#current?.levels);
    this.#current?.frames?.close();
    this.#current = null;
    if (this.#parts.store.get().recording) this.#show(null);
    this.#parts.player.setOnHold(false);
    this.#parts.microphone.releaseLater();
  }
}
