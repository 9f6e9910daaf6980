import type {
  CaptionEvent,
  LeftReason,
  RoomEvent,
  RoomInfo,
  RoomParticipant,
} from '@dragoman/client';
import { roomLink } from './address.ts';

/** Someone who is or was in the room. */
export interface Person extends RoomParticipant {
  /** Number of the person in the order in which they were first seen, from which a color follows. */
  number: number;
  present: boolean;
}

export interface RoomState {
  /** The address under which others open the app. */
  page: string;
  /** The room as it was last reported; null outside of a room. */
  room: Omit<RoomInfo, 'code_expires_in_s'> | null;
  /** When the code stops working, ms since the epoch. */
  codeExpiresAt: number | null;
  people: readonly Person[];
  /** The participants who speak now. */
  speaking: readonly string[];
  /** The words of those who speak now, or spoke last, by participant. */
  captions: Readonly<Record<string, RoomCaption>>;
  /** A request to enter is under way. */
  entering: boolean;
  /** The code of the last refused request. */
  problem: string | null;
  leftReason: LeftReason | null;
  preferences: RoomPreferences;
}

/** The words of a segment that is being spoken, for this participant. */
export interface RoomCaption {
  message: string;
  segment: number;
  revision: number;
  /** Words that stay, if they are not translated. */
  stable: string;
  /** Words that may change. */
  unstable: string;
  language: string;
}

/** Kept for the browser. */
export interface RoomPreferences {
  name: string;
  captionsOnly: boolean;
  /** Volume of the voices, 0 to 1. */
  volume: number;
  /** With headphones, voices play while others speak. */
  headphones: boolean;
}

export const PREFERENCES: RoomPreferences = {
  name: '',
  captionsOnly: false,
  volume: 1,
  headphones: false,
};

export const OUTSIDE: RoomState = {
  page: '',
  room: null,
  codeExpiresAt: null,
  people: [],
  speaking: [],
  captions: {},
  entering: false,
  problem: null,
  leftReason: null,
  preferences: PREFERENCES,
};

export type RoomAction =
  | { type: 'page'; page: string }
  | { type: 'entering' }
  | { type: 'refused'; code: string }
  | { type: 'preferences'; preferences: Partial<RoomPreferences> }
  | { type: 'event'; event: RoomEvent; now: number }
  | { type: 'caption'; event: CaptionEvent }
  /** A participant has been reported as speaking for longer than anyone may. */
  | { type: 'silent'; participant: string };

/** Pure. An older state of the room never replaces a newer one. */
export function reduceRoom(state: RoomState, action: RoomAction): RoomState {
  switch (action.type) {
    case 'page':
      return { ...state, page: action.page };
    case 'entering':
      return { ...state, entering: true, problem: null, leftReason: null };
    case 'refused':
      return { ...state, entering: false, problem: action.code };
    case 'preferences':
      return { ...state, preferences: { ...state.preferences, ...action.preferences } };
    case 'event':
      return withRoomEvent(state, action.event, action.now);
    case 'caption':
      return withCaption(state, action.event);
    case 'silent':
      return { ...state, speaking: withSpeaker(state, action.participant, false) };
  }
}

/** Later words of the same participant replace earlier ones. */
function withCaption(state: RoomState, { type, data }: CaptionEvent): RoomState {
  const { participant_id, room_id, message_id: message, segment, revision } = data;
  if (!participant_id || room_id !== state.room?.room_id) return state;
  const shown = state.captions[participant_id];
  const same = shown?.message === message && shown.segment === segment;
  if (same && shown.revision >= revision) return state;
  const words =
    type === 'partial_result'
      ? { stable: data.stable_text, unstable: data.unstable_text, language: data.language }
      : { stable: '', unstable: data.translated_text, language: data.target_lang };
  const caption = { message, segment, revision, ...words };
  return { ...state, captions: { ...state.captions, [participant_id]: caption } };
}

function withRoomEvent(state: RoomState, event: RoomEvent, now: number): RoomState {
  switch (event.type) {
    case 'room':
      return withRoom({ ...state, entering: false, problem: null }, event.data, now);
    case 'room_update': {
      if (event.data.room_id !== state.room?.room_id) return state;
      const { change, participant_id, ...room } = event.data;
      const told = withRoom({ ...state, problem: null }, { ...room, you: state.room.you }, now);
      if (change === 'speaking' || change === 'silent')
        return { ...told, speaking: withSpeaker(told, participant_id, change === 'speaking') };
      return told;
    }
    case 'room_left':
      if (event.data.room_id !== state.room?.room_id) return state;
      return { ...state, room: null, speaking: [], captions: {}, leftReason: event.data.reason };
    case 'room_resumed':
      return state;
  }
}

function withRoom(state: RoomState, info: RoomInfo, now: number): RoomState {
  const known = state.room?.room_id === info.room_id ? state.room : null;
  if (known && known.revision > info.revision) return state;
  const { code_expires_in_s, ...room } = info;
  const connected = info.participants.filter((one) => one.connected);
  const present = new Set(connected.map((one) => one.participant_id));
  return {
    ...state,
    room,
    codeExpiresAt: code_expires_in_s === null ? null : now + code_expires_in_s * 1000,
    people: withPeople(known ? state.people : [], info.participants),
    speaking: state.speaking.filter((id) => present.has(id)),
  };
}

/** Those who left stay known: what they said is still there. */
function withPeople(before: readonly Person[], now: readonly RoomParticipant[]): Person[] {
  const people = before.map((one) => {
    const found = now.find(({ participant_id }) => participant_id === one.participant_id);
    return found ? { ...one, ...found, present: true } : { ...one, present: false };
  });
  for (const one of now)
    if (!people.some(({ participant_id }) => participant_id === one.participant_id))
      people.push({ ...one, number: people.length, present: true });
  return people;
}

function withSpeaker({ speaking }: RoomState, id: string, speaks: boolean): string[] {
  const others = speaking.filter((other) => other !== id);
  return speaks ? [...others, id] : others;
}

export function me(state: RoomState): Person | null {
  return person(state, state.room?.you ?? '');
}

export function person(state: RoomState, id: string): Person | null {
  return state.people.find(({ participant_id }) => participant_id === id) ?? null;
}

export function isHost({ room }: RoomState): boolean {
  return room !== null && room.host === room.you;
}

/** The others who speak now. */
export function otherSpeakers(state: RoomState): Person[] {
  return state.speaking.flatMap((id) => {
    const speaker = id === state.room?.you ? null : person(state, id);
    return speaker ? [speaker] : [];
  });
}

/** The link that invites others. */
export function invitationLink({ room, page }: RoomState): string {
  return room && page ? roomLink(page, room.link) : '';
}
