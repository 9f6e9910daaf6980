import {
  type ClientMessage,
  type ErrorCode,
  MESSAGE_LIMIT_BYTES,
  type RequestError,
  type UploadReady,
} from '../protocol.ts';
import { chosenVoice, SPEEDS } from '../settings/voices.ts';
import { decoded, type Recordings, type Sound } from '../store/recordings.ts';
import type { Message } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import { Uploads } from './uploads.ts';

const RETRIES = 3;
const RETRY_AFTER_MS = 800;
/** Nobody waits longer before a button. */
const LONGEST_WAIT_MS = 15_000;

interface Parts {
  store: Store;
  recordings: Recordings;
  /** Says it on the connection, where the service has to answer. */
  ask: (message: ClientMessage) => void;
}

/** Brings recordings to the service: inside a message where they fit, else by an upload. */
export class Delivery {
  #parts: Parts;
  #uploads = new Uploads();
  #tries = new Map<string, number>();
  /** Whose chosen voice was refused: anybody may speak. */
  #anyVoice = new Set<string>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async translate(message: Message, n: number): Promise<void> {
    const { store, recordings, ask } = this.#parts;
    const sound = recordings.get(message.key, n);
    const segment = message.segments[n];
    if (!sound || !segment) return this.#giveUp(message.id, n, 'audio_missing');
    store.dispatch({ type: 'sent', key: message.key, segment: n });
    const request = {
      action: 'translate' as const,
      message_id: message.id,
      segment: n,
      last: segment.last,
      mode: message.mode,
      source_lang: message.source,
      target_lang: message.target,
      voice: this.#voice(message, n),
      speed: SPEEDS[store.get().settings.speed],
      content_type: sound.type,
    };
    const inline = { ...request, audio_data: sound.base64 };
    const limit = store.get().limits?.message_bytes ?? MESSAGE_LIMIT_BYTES;
    if (JSON.stringify(inline).length < limit) return ask(inline);
    const audio_key = await this.#upload(message.id, n, sound);
    if (audio_key) ask({ ...request, audio_key });
  }

  uploadReady(place: UploadReady): void {
    this.#uploads.ready(place);
  }

  /** What the service did not accept is sent again in a moment where that may help, else given up. */
  refused(message: Message, segment: number, refusal: RequestError): void {
    this.#uploads.refused(refusal);
    if (refusal.code === 'unsupported_voice' && this.#inAnyVoice(message, segment)) return;
    if (refusal.retryable && this.#again(message.id, segment, refusal.retry_after_ms)) return;
    this.#parts.store.dispatch({ type: 'heard', event: { type: 'error', data: refusal } });
  }

  #voice({ id, target }: Message, segment: number): string | null {
    const { voices, settings } = this.#parts.store.get();
    const free = this.#anyVoice.has(`${id}/${segment}`);
    return free ? null : chosenVoice(voices, target, settings.voices);
  }

  /** A voice that has gone since it was offered must not cost what was said. */
  #inAnyVoice(message: Message, segment: number): boolean {
    const place = `${message.id}/${segment}`;
    if (this.#anyVoice.has(place)) return false;
    this.#anyVoice.add(place);
    void this.translate(message, segment);
    return true;
  }

  /** As if the service had refused it. */
  #giveUp(id: string, segment: number, code: ErrorCode, retryable = false): void {
    const why = {
      code,
      message: code,
      stage: 'received',
      retryable,
      retry_after_ms: null,
    } as const;
    const data: RequestError = { message_id: id, segment, ...why };
    this.#parts.store.dispatch({ type: 'heard', event: { type: 'error', data } });
  }

  /** The connection is gone; the next one brings everything again. */
  interrupted(): void {
    this.#uploads.fail();
  }

  /** The key of the uploaded recording; null when it did not get there, which is taken care of. */
  async #upload(id: string, segment: number, sound: Sound): Promise<string | null> {
    const blob = decoded(sound);
    const about = { message_id: id, segment, content_type: sound.type };
    this.#parts.ask({ action: 'upload', ...about, bytes: blob.size });
    try {
      return await this.#uploads.put(id, segment, blob);
    } catch {
      if (!this.#again(id, segment)) this.#giveUp(id, segment, 'storage_unavailable', true);
      return null;
    }
  }

  /** False when that was tried often enough, or is long in coming. */
  #again(id: string, segment: number, after_ms: number | null = null): boolean {
    const tries = (this.#tries.get(`${id}/${segment}`) ?? 0) + 1;
    this.#tries.set(`${id}/${segment}`, tries);
    const wait = waitMs(tries, after_ms);
    if (tries > RETRIES || wait > LONGEST_WAIT_MS) return false;
    const send = () => {
      const { messages, connection } = this.#parts.store.get();
      const message = messages.find((known) => known.id === id);
      if (message && connection === 'ready') void this.translate(message, segment);
    };
    setTimeout(send, wait);
    return true;
  }
}

/** Before the service is asked again, for the first time, the second: longer each time, never before it
 * said, and somewhat by chance, so that a crowd that was turned away does not come back together. */
export function waitMs(tries: number, after_ms: number | null, chance = Math.random()): number {
  return Math.max(after_ms ?? 0, RETRY_AFTER_MS) * 2 ** (tries - 1) * (1 + chance / 2);
}
