import { Refused, Unreachable } from './errors.ts';
import { EventLog } from './eventLog.ts';
import {
  isEnded,
  isFlowEvent,
  type MessageState,
  type SegmentEvent,
  type SegmentState,
  segmentsOf,
  withEvent,
} from './messages.ts';
import type { Mode, RequestError, TranslationComplete } from './protocol.ts';
import { type Recording, toRecording } from './recording.ts';
import type { TranslateOptions } from './sender.ts';
import type { CaptionEvent } from './session.ts';

/** An event of a message: of its flow, a refusal, or a caption of a segment that is being spoken. */
export type MessageEvent = SegmentEvent | CaptionEvent;

/** The languages, voice and other options of a message. */
export interface MessageOptions extends TranslateOptions {
  /** The spoken language, or `auto`. */
  source?: string;
  target?: string;
  /** `streaming`: one stage after the other; `parallel`: both voices at once. */
  mode?: Mode;
}

/** What a message needs of the connection. */
export interface MessageParts {
  /** Sends what is waiting. */
  flush: () => void;
  finish: (message: Message) => void;
  /** Sends a partial recording, if the service takes one now. */
  partial: (message: Message, segment: number, recording: Blob, beginMs: number) => Promise<void>;
  /** Requests every event again. */
  resume: (message: Message) => void;
  idleTimeout_ms: number;
}

/** The room of a message, and the id of one that was sent before. */
export interface Place {
  room?: string | undefined;
  earlierId?: string;
}

/** A message: its segments, and its events as an asynchronous iterable. Events arrive once. The iteration
 * ends with the end of the message; each iteration begins with the first event. */
export class Message implements MessageState, AsyncIterable<MessageEvent> {
  /** The `message_id`. It changes if the service has lost the message and it is sent again. */
  id: string;
  readonly source: string;
  readonly target: string;
  readonly mode: Mode;
  readonly turn?: { room: string };
  /** What was sent of each segment, and what has arrived. */
  segments: Readonly<Record<number, SegmentState>> = {};
  /** Whether more segments may follow. */
  open = true;
  /** @internal */
  readonly options: TranslateOptions;
  /** @internal Whether events may have been missed, so that the end is confirmed by a repetition. */
  missed = false;
  /** @internal Whether the message was sent before, perhaps by another program. */
  readonly earlier: boolean;
  #parts: MessageParts;
  #log = new EventLog<MessageEvent>();
  #recordings = new Map<number, Recording>();
  /** The segment of the end that waits for its repetition. */
  #heldEnd: number | null | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;

  /** @internal */
  constructor(parts: MessageParts, options: MessageOptions, { room, earlierId }: Place = {}) {
    const { source = 'auto', target = '', mode = 'streaming', ...rest } = options;
    this.#parts = parts;
    this.id = earlierId ?? crypto.randomUUID();
    this.earlier = earlierId !== undefined;
    [this.source, this.target, this.mode, this.options] = [source, target, mode, rest];
    if (room) this.turn = { room };
    if (this.earlier) {
      this.open = false;
      this.#watch();
    }
  }

  /** Sends a segment: an encoded recording, or a text that was typed. `last`: no segment follows. */
  async send(speech: Blob | string, { last = false } = {}): Promise<void> {
    const recording = typeof speech === 'string' ? null : await toRecording(speech);
    const n = Object.keys(this.segments).length;
    const segment: SegmentState = { last, sent: false, events: {}, refusal: null };
    if (recording) this.#recordings.set(n, recording);
    else segment.text = speech as string;
    this.segments = { ...this.segments, [n]: segment };
    this.open = !last;
    this.#watch();
    this.#parts.flush();
  }

  /** Sends the recording so far of the segment that is being spoken, or its last part, at most 16 s, which
   * begins `beginMs` after the segment. Its words arrive as `partial_result` and `partial_translation`. Call
   * it as often as you like: while an answer is due, or if the service has no captions, nothing is sent. */
  partial(recording: Blob, beginMs = 0): Promise<void> {
    return this.#parts.partial(this, Object.keys(this.segments).length, recording, beginMs);
  }

  /** No segment follows. A message without any segment ends at once. */
  finish(): void {
    if (!this.open) return;
    this.open = false;
    if (Object.keys(this.segments).length === 0) this.#end(null);
    else this.#parts.finish(this);
  }

  /** Resolves to the last event. Rejects with Refused, Unreachable. */
  async result(): Promise<TranslationComplete> {
    let end: MessageEvent | undefined;
    for await (const event of this) end = event;
    if (end?.type === 'translation_complete') return end.data;
    if (end?.type === 'error') throw new Refused(end.data);
    throw new Refused({ code: 'no_speech', message: 'Nothing was said.', retryable: false });
  }

  [Symbol.asyncIterator](): AsyncIterator<MessageEvent> {
    return this.#log[Symbol.asyncIterator]();
  }

  /** @internal */
  get ended(): boolean {
    return this.#log.ended;
  }

  /** @internal */
  recording(segment: number): Recording | null {
    return this.#recordings.get(segment) ?? null;
  }

  /** @internal */
  sent(n: number): void {
    this.#change(n, (segment) => ({ ...segment, sent: true, refusal: null }));
  }

  /** @internal Starts over under this id. */
  restart(id: string): void {
    for (const [n] of segmentsOf(this))
      this.#change(n, (segment) => {
        const events = id === this.id ? segment.events : {};
        return { ...segment, events, sent: false, refusal: null };
      });
    this.id = id;
  }

  /** @internal */
  caption(event: CaptionEvent): void {
    this.#log.push(event);
  }

  /** @internal Takes an event. Returns whether it is new. */
  receive(event: SegmentEvent): boolean {
    const { segment: n } = event.data;
    if (this.#isEnd(event) && this.#holds(n)) return false;
    if (n !== null) {
      const known = this.segments[n];
      const earlier = { last: true, sent: true, events: {}, refusal: null };
      const before = known ?? (this.earlier ? earlier : null);
      if (!before) return false;
      const changed = withEvent(before, event);
      this.segments = { ...this.segments, [n]: changed };
      const repeated = isFlowEvent(event) && event.data.seq in before.events;
      if (changed === before || repeated) return false;
    }
    if (this.ended) return false;
    this.#log.push(event);
    if (this.#isEnd(event)) this.#end(null);
    else this.#watch();
    return true;
  }

  /** @internal A request about the message was refused. */
  refuse(refusal: RequestError): void {
    if (this.ended) return;
    this.#log.push({ type: 'error', data: refusal });
    this.#end(null);
  }

  /** @internal */
  fail(error: Error): void {
    this.#end(error);
  }

  /** Whether the event is the end of the only segment or of the message, or a refusal. */
  #isEnd(event: SegmentEvent): boolean {
    if (event.type !== 'translation_complete' && event.type !== 'error') return false;
    if (!isFlowEvent(event)) return true;
    const { segment, last } = event.data;
    return segment === null || (segment === 0 && last);
  }

  /** Whether the end is held back. After a reconnection it may overtake events that were missed; a
   * repetition of all events has it last. */
  #holds(segment: number | null): boolean {
    if (!this.missed || this.turn || this.ended || this.#heldEnd === segment) return false;
    this.#heldEnd = segment;
    this.#parts.resume(this);
    return true;
  }

  #change(n: number, change: (segment: SegmentState) => SegmentState): void {
    const segment = this.segments[n];
    if (segment) this.segments = { ...this.segments, [n]: change(segment) };
  }

  #end(error: Error | null): void {
    clearTimeout(this.#idle);
    this.open = false;
    this.#recordings.clear();
    if (error) this.segments = {}; // nothing is sent again
    this.#log.end(error);
  }

  /** Limits the wait for the next event, unless the speaker is to say more. */
  #watch(): void {
    clearTimeout(this.#idle);
    const { idleTimeout_ms } = this.#parts;
    const waits = !this.open || segmentsOf(this).some(([, segment]) => !isEnded(segment));
    if (!waits) return;
    const fail = () => this.fail(new Unreachable(`Nothing arrived for ${idleTimeout_ms} ms.`));
    this.#idle = setTimeout(fail, idleTimeout_ms);
  }
}
