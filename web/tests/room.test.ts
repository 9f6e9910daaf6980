import type { RoomEvent, RoomInfo, RoomParticipant, RoomUpdate } from '@dragoman/client';
import { describe, expect, test } from 'vitest';
import { isDisplay, isRoomAddress, roomInAddress, roomLink } from '../src/rooms/address.ts';
import {
  isHost,
  me,
  OUTSIDE,
  otherSpeakers,
  type RoomState,
  reduceRoom,
} from '../src/rooms/roomState.ts';
import { spokenNow } from '../src/rooms/SpokenCaptions.tsx';

const ANA: RoomParticipant = {
  participant_id: 'ana',
  name: 'Ana',
  language: 'pt',
  connected: true,
  captions_only: false,
};
const BEN: RoomParticipant = {
  participant_id: 'ben',
  name: 'Ben',
  language: 'en',
  connected: true,
  captions_only: false,
};

function info(participants: RoomParticipant[], revision = 1, rest: Partial<RoomInfo> = {}) {
  return {
    room_id: 'r',
    revision,
    link: '#room=r',
    code: 'ABCDEF',
    code_expires_in_s: 600,
    locked: false,
    host: 'ana',
    participants,
    turn: 0,
    you: 'ben',
    ...rest,
  };
}

function update(
  change: RoomUpdate['change'],
  participant_id: string,
  participants: RoomParticipant[],
  revision: number,
): RoomEvent {
  const { you: _, ...room } = info(participants, revision);
  return { type: 'room_update', data: { ...room, change, participant_id } };
}

function told(...events: RoomEvent[]): RoomState {
  return events.reduce<RoomState>(
    (state, event) => reduceRoom(state, { type: 'event', event, now: 0 }),
    OUTSIDE,
  );
}

const INSIDE: RoomEvent = { type: 'room', data: info([ANA, BEN]) };

describe('a room', () => {
  test('knows its participants, the own one and the host', () => {
    const state = told(INSIDE);
    expect(me(state)?.name).toBe('Ben');
    expect(isHost(state)).toBe(false);
    expect(isHost(told({ type: 'room', data: info([ANA, BEN], 1, { you: 'ana' }) }))).toBe(true);
    expect(state.codeExpiresAt).toBe(600_000);
  });

  test('is not replaced by an older state', () => {
    const newer = told(INSIDE, update('left', 'ana', [BEN], 3));
    const older = reduceRoom(newer, {
      type: 'event',
      event: update('joined', 'ana', [ANA, BEN], 2),
      now: 0,
    });
    expect(older.room?.participants).toEqual([BEN]);
  });

  test('remembers those who left, in the color they had', () => {
    const state = told(INSIDE, update('left', 'ana', [BEN], 2));
    expect(state.people.map(({ name, number, present }) => [name, number, present])).toEqual([
      ['Ana', 0, false],
      ['Ben', 1, true],
    ]);
  });

  test('takes no update of another room', () => {
    const other = update('locked', 'ana', [ANA], 9);
    Object.assign(other.data, { room_id: 'other' });
    expect(told(INSIDE, other)).toEqual(told(INSIDE));
  });

  test('is over for one who left, was removed or follows it elsewhere', () => {
    const state = told(INSIDE, { type: 'room_left', data: { room_id: 'r', reason: 'removed' } });
    expect(state).toMatchObject({ room: null, leftReason: 'removed', speaking: [] });
  });
});

describe('speaking', () => {
  const speaks = update('speaking', 'ana', [ANA, BEN], 2);

  test('is known of the others', () => {
    expect(otherSpeakers(told(INSIDE, speaks)).map(({ name }) => name)).toEqual(['Ana']);
    expect(otherSpeakers(told(INSIDE, update('speaking', 'ben', [ANA, BEN], 2)))).toEqual([]);
  });

  test.each([
    ['with the last word', update('silent', 'ana', [ANA, BEN], 2)],
    ['with the connection', update('disconnected', 'ana', [{ ...ANA, connected: false }, BEN], 3)],
    ['with the participant', update('left', 'ana', [BEN], 3)],
  ])('ends %s', (_, end) => {
    expect(otherSpeakers(told(INSIDE, speaks, end))).toEqual([]);
  });

  test('ends when the last word got lost', () => {
    const state = reduceRoom(told(INSIDE, speaks), { type: 'silent', participant: 'ana' });
    expect(otherSpeakers(state)).toEqual([]);
  });
});

describe('the address of a page', () => {
  test('names a room, or the way to one', () => {
    expect(roomInAddress('#room=a-B_9')).toBe('a-B_9');
    expect(roomInAddress('#room')).toBeNull();
    for (const hash of ['#room', '#room=a']) expect(isRoomAddress(hash)).toBe(true);
    for (const hash of ['', '#', '#rooms', '#room=', '#room=<b>', `#room=${'a'.repeat(65)}`])
      expect(isRoomAddress(hash)).toBe(false);
  });

  test('makes the link of an invitation, for a person and not for a screen', () => {
    expect(roomLink('https://a.example/x/?display#room', '#room=r')).toBe(
      'https://a.example/x/#room=r',
    );
    expect(isDisplay('?display')).toBe(true);
    expect(isDisplay('')).toBe(false);
  });
});

describe('captions', () => {
  const said = (revision: number, unstable_text: string, message_id = 'm', room_id = 'r') =>
    ({
      type: 'caption',
      event: {
        type: 'partial_result',
        data: {
          message_id,
          segment: 0,
          revision,
          stable_text: '',
          unstable_text,
          language: 'pt',
          room_id,
          participant_id: 'ana',
        },
      },
    }) as const;
  const inside = told({ type: 'room', data: info([ANA, BEN]) });
  const shown = (...actions: Parameters<typeof reduceRoom>[1][]) => {
    const state = actions.reduce(reduceRoom, inside);
    return spokenNow(state, false, new Set()).map(([who, caption]) => [who.name, caption.unstable]);
  };
  const speaks = {
    type: 'event',
    event: update('speaking', 'ana', [ANA, BEN], 2),
    now: 0,
  } as const;

  test('show the newest words of whoever speaks', () => {
    expect(shown(speaks, said(1, 'bom'), said(3, 'bom dia'), said(2, 'boa'))).toEqual([
      ['Ana', 'bom dia'],
    ]);
    expect(shown(speaks, said(5, 'bom'), said(1, 'olá', 'n'))).toEqual([['Ana', 'olá']]);
  });

  test('are for the room itself, and while someone speaks', () => {
    expect(shown(speaks, said(1, 'bom', 'm', 'another'))).toEqual([]);
    expect(shown(said(1, 'bom'))).toEqual([]);
    const state = [speaks, said(1, 'bom')].reduce(reduceRoom, inside);
    expect(spokenNow(state, false, new Set(['m']))).toEqual([]);
  });
});
