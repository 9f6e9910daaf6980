import type { RequestError, UploadReady } from '../protocol.ts';

/** Twelve megabytes over a poor line take their time; a line that is dead must not take for ever. */
const SENT_WITHIN_MS = 120_000;

interface Waiting {
  resolve: (place: UploadReady) => void;
  reject: (why: Error) => void;
}

/** Recordings too large to travel inside a message: asked for a place, then put there. */
export class Uploads {
  #waiting = new Map<string, Waiting>();

  /** Gives the key under which the recording lies. */
  async put(id: string, segment: number, recording: Blob): Promise<string> {
    const name = `${id}/${segment}`;
    const place = await new Promise<UploadReady>((resolve, reject) => {
      this.#waiting.set(name, { resolve, reject });
    });
    const form = new FormData();
    for (const [field, value] of Object.entries(place.fields)) form.append(field, value);
    form.append('file', recording);
    const signal = AbortSignal.timeout(SENT_WITHIN_MS);
    const posted = await fetch(place.url, { method: 'POST', body: form, signal });
    if (!posted.ok) throw new Error(`The upload was refused: ${posted.status}`);
    return place.audio_key;
  }

  ready(place: UploadReady): void {
    this.#take(place.message_id, place.segment)?.resolve(place);
  }

  /** Whether an upload waited for this answer, and may be tried again. */
  refused(refusal: RequestError): boolean {
    if (!refusal.retryable) return false;
    const waiting = this.#take(refusal.message_id, refusal.segment);
    waiting?.reject(new Error(refusal.message));
    return waiting !== undefined;
  }

  /** The connection is gone; the next one sends everything again. */
  fail(): void {
    this.#waiting.clear();
  }

  #take(id: string | null, segment: number | null): Waiting | undefined {
    const name = `${id}/${segment}`;
    const waiting = this.#waiting.get(name);
    this.#waiting.delete(name);
    return waiting;
  }
}
