import type { ClientMessage, PartialResult, PartialTranslation } from '../protocol.ts';
import { toStoredAudio } from '../store/recordings.ts';
import type { Store } from '../store/store.ts';
import type { Direction } from './pushToTalk.ts';

const SAMPLE_RATE_HZ = 16_000;
/** Sent at most this often, and only with something new. */
const INTERVAL_MS = 800;
/** After this time an answer is no longer expected. */
const ANSWER_MS = 2_000;
/** The service recognises no longer partial recordings. */
const MAX_S = 15.5;
/** Low enough for 15 s inside a message. */
const BITS_PER_SECOND = 12_000;
/** Of base64 in a message of 32 KB. */
const MAX_BASE64 = 32_000;

/** The segment that is being spoken. */
export interface SpokenSegment {
  direction: Direction;
  key: string;
  segment: number;
}

interface Parts {
  store: Store;
  /** Sends a request, if there is a connection. */
  send: (message: ClientMessage) => void;
  now?: () => number;
  encode?: (samples: Float32Array<ArrayBuffer>) => Promise<string>;
}

/** Words on the screen while someone speaks. */
export class Captions {
  #parts: Parts;
  #spoken: SpokenSegment | null = null;
  #revision = 0;
  #answered = 0;
  #translated = 0;
  #sentAt = Number.NEGATIVE_INFINITY;
  #busy = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Call often while a segment is spoken; `recording` returns its samples so far. */
  async speaking(spoken: SpokenSegment, recording: () => Float32Array<ArrayBuffer>): Promise<void> {
    const { store, send, now = Date.now, encode = encodeBase64 } = this.#parts;
    if (!store.get().captions) return;
    if (spoken.key !== this.#spoken?.key || spoken.segment !== this.#spoken.segment)
      this.#begin(spoken, now());
    const waiting = this.#answered < this.#revision && now() - this.#sentAt < ANSWER_MS;
    if (this.#busy || waiting || now() - this.#sentAt < INTERVAL_MS) return;
    const samples = recording();
    if (samples.length > MAX_S * SAMPLE_RATE_HZ) return;
    this.#busy = true;
    this.#sentAt = now();
    try {
      const audio_data = await encode(samples);
      if (audio_data.length > MAX_BASE64 || spoken.key !== this.#spoken?.key) return;
      this.#revision += 1;
      const { source, target } = spoken.direction;
      send({
        action: 'partial',
        message_id: spoken.key,
        segment: spoken.segment,
        revision: this.#revision,
        source_lang: source,
        target_lang: target,
        audio_data,
      });
    } finally {
      this.#busy = false;
    }
  }

  /** Takes an answer. What is stable on the screen stays there, whatever comes. */
  received(result: PartialResult): void {
    const { store } = this.#parts;
    const shown = store.get().caption;
    if (!shown || shown.key !== result.message_id || shown.segment !== result.segment) return;
    if (result.revision <= this.#answered) return;
    this.#answered = result.revision;
    if (!result.stable_text.startsWith(shown.stable)) return;
    const { stable_text: stable, unstable_text: unstable } = result;
    store.dispatch({ type: 'caption', caption: { ...shown, stable, unstable } });
  }

  /** Takes the translation of clauses that are complete. */
  translated(result: PartialTranslation): void {
    const { store } = this.#parts;
    const shown = store.get().caption;
    if (!shown || shown.key !== result.message_id || shown.segment !== result.segment) return;
    if (result.revision <= this.#translated) return;
    this.#translated = result.revision;
    const translated = result.translated_text;
    store.dispatch({ type: 'caption', caption: { ...shown, translated } });
  }

  /** The turn is over: the words of a segment that was too short to be sent are no longer shown. */
  dropUnsent(segments: number): void {
    const { caption } = this.#parts.store.get();
    if (caption && caption.segment >= segments) this.discard();
  }

  /** The recording was discarded. */
  discard(): void {
    this.#spoken = null;
    this.#parts.store.dispatch({ type: 'caption', caption: null });
  }

  #begin(spoken: SpokenSegment, now: number): void {
    this.#spoken = spoken;
    this.#revision = this.#answered = this.#translated = 0;
    this.#sentAt = now;
    const { direction, key, segment } = spoken;
    const { side, source, target } = direction;
    this.#parts.store.dispatch({
      type: 'caption',
      caption: { key, segment, side, source, target, stable: '', unstable: '', translated: '' },
    });
  }
}

async function encodeBase64(samples: Float32Array<ArrayBuffer>): Promise<string> {
  const { encodeAudio } = await import('./encodeAudio.ts');
  const blob = await encodeAudio(samples, SAMPLE_RATE_HZ, BITS_PER_SECOND);
  return (await toStoredAudio(blob)).base64;
}
