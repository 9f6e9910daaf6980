import {
  type CaptionEvent,
  Refused,
  type RoomHandler,
  type SegmentEvent,
  Session,
  type SessionParts,
  type TranslateOptions,
} from '@dragoman/client';
import { account } from '../account/account.ts';
import { isAvailable } from '../settings/languages.ts';
import { chosenVoice, SPEEDS } from '../settings/voices.ts';
import type { Recordings } from '../store/recordings.ts';
import type { Message, State } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import { service } from './service.ts';

interface Parts {
  store: Store;
  recordings: Recordings;
  /** Called with each event of a message, after the store has it. */
  onEvent: (event: SegmentEvent) => void;
  onCaption?: (event: CaptionEvent) => void;
  /** Called when a message starts over under a new id. */
  onRestart?: (key: string) => void;
  /** In a room. */
  room?: RoomHandler<Message>;
}

/** Connects the store to the service. */
export function openSession(parts: Parts): Session<Message> {
  return new Session(sessionParts(parts));
}

/** What a session needs of the store. */
export function sessionParts({ store, recordings, ...parts }: Parts): SessionParts<Message> {
  const { onCaption, room } = parts;
  account.onStatus = (status) => store.dispatch({ type: 'account', status });
  return {
    service,
    ...(onCaption && { onCaption }),
    ...(room && { room }),
    messages: () => store.get().messages,
    recording: ({ key }, segment) => recordings.get(key, segment),
    options: (message) => optionsOf(store.get(), message),
    pair: () => pairOf(store.get()),
    onReady: (ready) => store.dispatch({ type: 'ready', ready, preferred: navigator.languages }),
    onLost: (failure) => {
      if (failure instanceof Refused && failure.code === 'not_admitted') account.refused();
      store.dispatch({ type: 'connection', status: 'lost' });
    },
    onOnline: (online) => store.dispatch({ type: 'online', online }),
    onSent: ({ key }, segment) => store.dispatch({ type: 'segment_sent', key, segment }),
    onRestart: ({ key }, id) => {
      store.dispatch({ type: 'message_restarted', key, id });
      parts.onRestart?.(key);
    },
    onEvent: (event) => {
      store.dispatch({ type: 'event_received', event });
      parts.onEvent(event);
    },
  };
}

/** The pair of the conversation; null if the service does not have it. */
function pairOf({ offers, settings }: State): readonly [string, string] | null {
  const [source, target] = settings.languages;
  return isAvailable(offers, source, target) ? settings.languages : null;
}

function optionsOf({ voices, settings }: State, { target }: Message): TranslateOptions {
  return {
    voice: chosenVoice(voices, target, settings.voices),
    voice_preference: settings.voicePreference,
    speed: SPEEDS[settings.speed],
    words: true,
  };
}
