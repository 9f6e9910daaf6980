import { Refused, Unreachable } from './errors.ts';
import type { SegmentEvent } from './messages.ts';
import type { TranslationComplete } from './protocol.ts';

const TIMEOUT_MS = 30_000;

/** A text to translate outside the conversation: to check a translation or to hear a voice. */
export interface Query {
  source: string;
  target: string;
  text: string;
  voice?: string;
  back_translation?: boolean;
}

/** Pending queries by message id. */
export class Queries {
  #pending = new Map<
    string,
    { resolve: (end: TranslationComplete) => void; reject: (e: Error) => void }
  >();

  /** Resolves to the final event of the message. */
  add(id: string): Promise<TranslationComplete> {
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      setTimeout(
        () => this.#settle(id)?.reject(new Unreachable('The service did not answer.')),
        TIMEOUT_MS,
      );
    });
  }

  /** Takes an event. Returns whether it belongs to a query. */
  receive(event: SegmentEvent): boolean {
    const id = event.data.message_id ?? '';
    if (!this.#pending.has(id)) return false;
    if (event.type === 'translation_complete') this.#settle(id)?.resolve(event.data);
    if (event.type === 'error') this.#settle(id)?.reject(new Refused(event.data));
    return true;
  }

  #settle(id: string) {
    const query = this.#pending.get(id);
    this.#pending.delete(id);
    return query;
  }
}
