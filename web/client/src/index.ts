/**
 * A client of a Dragoman service, for browsers and Node 20 and later.
 *
 * ```ts
 * const dragoman = await connect('https://dragoman.example', { source: 'en', target: 'pt' });
 * for await (const event of dragoman.translate('Thank you.'))
 *   if (event.type === 'translation_result') console.log(event.data.translated_text);
 * dragoman.close();
 * ```
 *
 * @module
 */

export { accepts } from './accepts.ts';
export { AudioFetcher, newestLink, withoutSignature } from './audioFetcher.ts';
export { CaptionPace, hasWords } from './captionPace.ts';
export {
  type ConnectOptions,
  connect,
  Dragoman,
  type RoomOptions,
  type Speech,
} from './dragoman.ts';
export { DragomanError, type Refusal, Refused, Unreachable, VoiceExpired } from './errors.ts';
export { Message, type MessageEvent, type MessageOptions } from './message.ts';
export * from './messages.ts';
export type * from './protocol.ts';
export type { Query } from './queries.ts';
export { type Recording, toBlob, toRecording } from './recording.ts';
export { Room } from './room.ts';
export {
  RoomConnection,
  type RoomEntry,
  type RoomEvent,
  type RoomParts,
} from './roomConnection.ts';
export type { TranslateOptions } from './sender.ts';
export {
  type Credentials,
  type ExportOptions,
  Service,
  type ServiceConfig,
  type SessionStore,
} from './service.ts';
export {
  type CaptionEvent,
  type RoomHandler,
  Session,
  type SessionParts,
  type WebSocketClass,
} from './session.ts';
export { isMissing, latestComplete, turnNumbers } from './turns.ts';
