import type { RequestError, UploadReady } from '../protocol.ts';

/** Twelve megabytes over a poor line take their time; a line that is dead must not take for ever. */
const SENT_WITHIN_MS = 120_000;

/** Recordings too large to travel inside a message: asked for a place, then put there. */
export class Uploads {
  #waiting = new Map<string, (place: UploadReady) => void>();

  /** Gives the key under which the recording lies. */
  async put(id: string, segment: number, recording: Blob): Promise<string> {
    const name = `${id}/${segment}`;
    const place = await new Promise<UploadReady>((resolve) => {
      this.#waiting.set(name, resolve);
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
    const name = `${place.message_id}/${place.segment}`;
    this.#waiting.get(name)?.(place);
    this.#waiting.delete(name);
  }

  /** Whoever waited for a place goes on as after any refusal. */
  refused({ message_id, segment }: RequestError): void {
    this.#waiting.delete(`${message_id}/${segment}`);
  }

  /** The connection is gone; the next one sends everything again. */
  fail(): void {
    this.#waiting.clear();
  }
}
