import {
  type CaptionEvent,
  CaptionPace,
  type ClientMessage,
  hasWords,
  type PartialResult,
  type PartialTranslation,
  toRecording,
} from '@dragoman/client';
import type { Store } from '../store/store.ts';
import type { Direction } from './pushToTalk.ts';

const SAMPLE_RATE_HZ = 16_000;
/** The longest partial recording. A longer segment continues with its last `KEPT_S`. */
const MAX_S = 15;
const KEPT_S = 8;
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
  /** The room into which is spoken; null outside of rooms. */
  room?: () => string | null;
  now?: () => number;
  encode?: (samples: Float32Array<ArrayBuffer>) => Promise<string>;
}

/** Words on the screen while someone speaks. */
export class Captions {
  #parts: Parts;
  #spoken: SpokenSegment | null = null;
  #pace: CaptionPace;
  #translated = 0;
  /** Where the partial recordings begin, in samples of the segment. */
  #begins = 0;
  #busy = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#pace = new CaptionPace(parts.now);
  }

  /** Call often while a segment is spoken; `recording` returns its samples so far. */
  async speaking(spoken: SpokenSegment, recording: () => Float32Array<ArrayBuffer>): Promise<void> {
    const { store, send, room, encode = encodeBase64 } = this.#parts;
    if (!store.get().captions) return;
    if (spoken.key !== this.#spoken?.key || spoken.segment !== this.#spoken.segment)
      this.#begin(spoken);
    if (this.#busy || !this.#pace.isDue()) return;
    const samples = recording();
    if (samples.length - this.#begins > MAX_S * SAMPLE_RATE_HZ)
      this.#begins = samples.length - KEPT_S * SAMPLE_RATE_HZ;
    const begins = this.#begins;
    this.#busy = true;
    this.#pace.start();
    try {
      const audio_data = await encode(samples.slice(begins));
      if (spoken.key !== this.#spoken?.key) return;
      if (audio_data.length > MAX_BASE64) {
        this.#begins = Math.max(begins, samples.length - KEPT_S * SAMPLE_RATE_HZ);
        return;
      }
      const { source, target } = spoken.direction;
      const room_id = room?.();
      send({
        action: 'partial',
        message_id: spoken.key,
        segment: spoken.segment,
        revision: this.#pace.next(),
        begin_ms: Math.round((begins / SAMPLE_RATE_HZ) * 1000),
        source_lang: source,
        ...(room_id ? { room_id } : { target_lang: target }),
        audio_data,
      });
    } finally {
      this.#busy = false;
    }
  }

  /** Takes an answer. */
  received(event: CaptionEvent): void {
    if (event.type === 'partial_result') this.#recognized(event.data);
    else this.#showTranslation(event.data);
  }

  /** What is stable on the screen stays there, whatever comes. */
  #recognized(result: PartialResult): void {
    const { store } = this.#parts;
    const shown = store.get().caption;
    if (!shown || shown.key !== result.message_id || shown.segment !== result.segment) return;
    if (!this.#pace.answer(result.revision, hasWords(result))) return;
    if (!result.stable_text.startsWith(shown.stable)) return;
    const { stable_text: stable, unstable_text: unstable } = result;
    store.dispatch({ type: 'caption', caption: { ...shown, stable, unstable } });
  }

  /** Shows the translation of clauses that are complete. */
  #showTranslation(result: PartialTranslation): void {
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

  #begin(spoken: SpokenSegment): void {
    this.#spoken = spoken;
    this.#translated = this.#begins = 0;
    this.#pace.begin();
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
  return (await toRecording(blob)).base64;
}
