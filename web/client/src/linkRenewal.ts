import { Unreachable, VoiceExpired } from './errors.ts';
import { isAccepted, type MessageState, segmentsOf } from './messages.ts';
import type { FlowEvent } from './protocol.ts';

const REPLY_TIMEOUT_MS = 10_000;

interface Pending {
  /** Segments whose final event has not been repeated yet. */
  segments: Set<number>;
  renewed: Promise<void>;
  settle: (error?: Error) => void;
}

/** Audio links expire, after an hour by default. The final event of each segment, resumed, carries new
 * ones. */
export class LinkRenewal {
  #pending = new Map<string, Pending>();

  /** Resolves when the final event of every segment has been repeated. Rejects with VoiceExpired, or with
   * Unreachable after 10 s. */
  renewed(message: MessageState): Promise<void> {
    return (this.#pending.get(message.id) ?? this.#track(message)).renewed;
  }

  received({ type, data }: FlowEvent): void {
    if (type !== 'translation_complete' && type !== 'error') return;
    const pending = this.#pending.get(data.message_id);
    if (!pending || data.segment === null) return;
    pending.segments.delete(data.segment);
    if (pending.segments.size === 0) pending.settle();
  }

  /** The service does not know the message. */
  unknown(id: string): void {
    this.#pending.get(id)?.settle(new VoiceExpired('The service no longer stores the audio.'));
  }

  #track(message: MessageState): Pending {
    const waiting = segmentsOf(message).filter(([, segment]) => isAccepted(segment));
    let settle: Pending['settle'] = () => {};
    const renewed = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => settle(new Unreachable('The service sent no new links.')),
        REPLY_TIMEOUT_MS,
      );
      settle = (error) => {
        clearTimeout(timer);
        this.#pending.delete(message.id);
        if (error) reject(error);
        else resolve();
      };
    });
    const pending = { segments: new Set(waiting.map(([n]) => n)), renewed, settle };
    this.#pending.set(message.id, pending);
    return pending;
  }
}
