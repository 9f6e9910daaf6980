import type { MessageState, SegmentEvent } from './messages.ts';
import {
  type ClientMessage,
  type ErrorCode,
  MESSAGE_LIMIT_BYTES,
  type RequestError,
  type Translate,
  type UploadReady,
} from './protocol.ts';
import { type Recording, toBlob } from './recording.ts';
import { Uploads } from './uploads.ts';

const RETRIES = 3;
const RETRY_AFTER_MS = 800;
/** Longer waits are left to the user's "Try again". */
const MAX_RETRY_WAIT_MS = 15_000;

/** How a segment is translated and spoken. */
export type TranslateOptions = Pick<
  Translate,
  'voice' | 'voice_preference' | 'speed' | 'hotwords' | 'words' | 'termbase' | 'back_translation'
>;

interface Parts<M> {
  messages: () => readonly M[];
  /** The recording of a segment, while it may have to be sent; null if there is none. */
  recording: (message: M, segment: number) => Recording | null;
  options: (message: M) => TranslateOptions;
  /** The size below which a request has to be. */
  limitBytes: () => number | undefined;
  ready: () => boolean;
  /** Sends a request that the service answers. */
  request: (message: ClientMessage) => void;
  /** Called before a segment is sent. */
  onSent: (message: M, segment: number) => void;
  /** Called with the refusal of a segment that is not sent again. */
  onEvent: (event: SegmentEvent) => void;
}

/** Sends segments to the service: inside the request where they fit, else by an upload. */
export class Sender<M extends MessageState> {
  #parts: Parts<M>;
  #uploads = new Uploads();
  #attempts = new Map<string, number>();
  /** Segments whose chosen voice was refused: the service chooses. */
  #defaultVoice = new Set<string>();

  constructor(parts: Parts<M>) {
    this.#parts = parts;
  }

  async translate(message: M, n: number): Promise<void> {
    const { recording, request: send, onSent } = this.#parts;
    const segment = message.segments[n];
    const audio = recording(message, n);
    if (!segment || (!audio && segment.text === undefined))
      return this.#fail(message.id, n, 'audio_missing');
    onSent(message, n);
    const common = this.#common(message, n, segment.last);
    if (segment.text !== undefined) return send({ ...common, text: segment.text });
    if (!audio) return;
    const inline = withAudio(common, audio);
    if (this.#fits(inline)) return send(inline);
    const audio_key = await this.#upload(message.id, n, audio);
    if (audio_key) send({ ...common, content_type: audio.type, audio_key });
  }

  /** The request for a segment that may have ended; null if it does not fit into a message. The same
   * segment is to be sent by `translate`, with `last` false. */
  tentative(message: M, n: number, audio: Recording): Translate | null {
    const request = { ...withAudio(this.#common(message, n, false), audio), tentative: true };
    return this.#fits(request) ? request : null;
  }

  #fits(request: Translate): boolean {
    return JSON.stringify(request).length < (this.#parts.limitBytes() ?? MESSAGE_LIMIT_BYTES);
  }

  #common(message: M, n: number, last: boolean): Translate {
    return {
      action: 'translate',
      message_id: message.id,
      segment: n,
      last,
      mode: message.mode,
      source_lang: message.source,
      ...this.#options(message, n),
    };
  }

  uploadReady(target: UploadReady): void {
    this.#uploads.ready(target);
  }

  /** Retries a refused segment where that may help, else marks it as failed. */
  refused(message: M, segment: number, refusal: RequestError): void {
    this.#uploads.refused(refusal);
    if (refusal.code === 'unsupported_voice' && this.#retryWithDefaultVoice(message, segment))
      return;
    if (refusal.retryable && this.#retry(message.id, segment, refusal.retry_after_ms)) return;
    this.#parts.onEvent({ type: 'error', data: refusal });
  }

  /** In a room the service knows who listens, in which languages. */
  #options(message: M, segment: number): Partial<Translate> {
    const { voice = null, ...options } = this.#parts.options(message);
    if (message.turn) return { room_id: message.turn.room, ...options };
    const free = this.#defaultVoice.has(`${message.id}/${segment}`);
    return { target_lang: message.target, voice: free ? null : voice, ...options };
  }

  /** A voice that was removed since it was announced must not fail the message. False at the second try. */
  #retryWithDefaultVoice(message: M, segment: number): boolean {
    const id = `${message.id}/${segment}`;
    if (this.#defaultVoice.has(id)) return false;
    this.#defaultVoice.add(id);
    void this.translate(message, segment);
    return true;
  }

  /** Records a failure as if the service had refused the segment. */
  #fail(id: string, segment: number, code: ErrorCode, retryable = false): void {
    const reason = {
      code,
      message: code,
      stage: 'received',
      retryable,
      retry_after_ms: null,
      room_id: null,
      revision: null,
      tentative: null,
    } as const;
    const data: RequestError = { message_id: id, segment, ...reason };
    this.#parts.onEvent({ type: 'error', data });
  }

  /** Call when the connection is lost. */
  disconnected(): void {
    this.#uploads.abandon();
  }

  /** Returns the storage key; null if the upload failed, after scheduling a retry or reporting it. */
  async #upload(id: string, segment: number, audio: Recording): Promise<string | null> {
    const blob = toBlob(audio);
    const about = { message_id: id, segment, content_type: audio.type };
    this.#parts.request({ action: 'upload', ...about, bytes: blob.size });
    try {
      return await this.#uploads.put(id, segment, blob);
    } catch {
      if (!this.#retry(id, segment)) this.#fail(id, segment, 'storage_unavailable', true);
      return null;
    }
  }

  /** Schedules another attempt. False after the last attempt or if the wait would be too long. */
  #retry(id: string, segment: number, retry_after_ms: number | null = null): boolean {
    const attempts = (this.#attempts.get(`${id}/${segment}`) ?? 0) + 1;
    this.#attempts.set(`${id}/${segment}`, attempts);
    const delay = retryDelayMs(attempts, retry_after_ms);
    if (attempts > RETRIES || delay > MAX_RETRY_WAIT_MS) return false;
    const send = () => {
      const message = this.#parts.messages().find((known) => known.id === id);
      if (message && this.#parts.ready()) void this.translate(message, segment);
    };
    setTimeout(send, delay);
    return true;
  }
}

function withAudio(request: Translate, audio: Recording): Translate {
  return { ...request, content_type: audio.type, audio_data: audio.base64 };
}

/** Exponential backoff with jitter, never shorter than the service's `retry_after_ms`. */
export function retryDelayMs(
  attempts: number,
  retry_after_ms: number | null,
  random = Math.random(),
): number {
  return Math.max(retry_after_ms ?? 0, RETRY_AFTER_MS) * 2 ** (attempts - 1) * (1 + random / 2);
}
