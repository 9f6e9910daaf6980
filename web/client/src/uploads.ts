import type { RequestError, UploadReady } from './protocol.ts';

/** Long enough for 12 MB on a slow line. */
const UPLOAD_TIMEOUT_MS = 120_000;

/** Uploads recordings that do not fit in a message to presigned addresses. */
export class Uploads {
  #waiting = new Map<string, (target: UploadReady) => void>();

  /** Returns the storage key of the uploaded recording. Never settles if the connection is lost. */
  async put(id: string, segment: number, recording: Blob): Promise<string> {
    const name = `${id}/${segment}`;
    const target = await new Promise<UploadReady>((resolve) => {
      this.#waiting.set(name, resolve);
    });
    const form = new FormData();
    for (const [field, value] of Object.entries(target.fields)) form.append(field, value);
    form.append('file', recording);
    const signal = AbortSignal.timeout(UPLOAD_TIMEOUT_MS);
    const response = await fetch(target.url, { method: 'POST', body: form, signal });
    if (!response.ok) throw new Error(`The upload was refused: ${response.status}`);
    return target.audio_key;
  }

  ready(target: UploadReady): void {
    const name = `${target.message_id}/${target.segment}`;
    this.#waiting.get(name)?.(target);
    this.#waiting.delete(name);
  }

  /** The sender retries the segment. */
  refused({ message_id, segment }: RequestError): void {
    this.#waiting.delete(`${message_id}/${segment}`);
  }

  /** The next connection sends everything again. */
  abandon(): void {
    this.#waiting.clear();
  }
}
