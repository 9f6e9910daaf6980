import type { FlowEvent } from '../protocol.ts';
import { accepted, segmentsOf } from '../store/flow.ts';
import type { Message } from '../store/state.ts';

const ANSWER_WITHIN_MS = 10_000;

/** The service does not keep the voices of that message any more. */
export class VoiceGone extends Error {}

interface Waiting {
  /** Segments whose end was not said again yet. */
  segments: Set<number>;
  renewed: Promise<void>;
  settle: (why?: Error) => void;
}

/** Links to voices die, after an hour by default. Said again, the end of each segment brings new ones. */
export class Links {
  #waiting = new Map<string, Waiting>();

  /** Resolved when every end of the message was said again. Rejects with VoiceGone, or when nobody
   * answers. */
  renewed(message: Message): Promise<void> {
    return (this.#waiting.get(message.id) ?? this.#wait(message)).renewed;
  }

  heard({ type, data }: FlowEvent): void {
    if (type !== 'translation_complete' && type !== 'error') return;
    const waiting = this.#waiting.get(data.message_id);
    if (!waiting || data.segment === null) return;
    waiting.segments.delete(data.segment);
    if (waiting.segments.size === 0) waiting.settle();
  }

  /** The service does not know the message. */
  unknown(id: string): void {
    this.#waiting.get(id)?.settle(new VoiceGone());
  }

  #wait(message: Message): Waiting {
    const known = segmentsOf(message).filter(([, segment]) => accepted(segment));
    let settle: Waiting['settle'] = () => {};
    const renewed = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => settle(new Error('no answer')), ANSWER_WITHIN_MS);
      settle = (why) => {
        clearTimeout(timer);
        this.#waiting.delete(message.id);
        if (why) reject(why);
        else resolve();
      };
    });
    const waiting = { segments: new Set(known.map(([n]) => n)), renewed, settle };
    this.#waiting.set(message.id, waiting);
    return waiting;
  }
}
