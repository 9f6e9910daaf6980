import type { FlowEvent, Track } from '../protocol.ts';

/** One voice of one segment, as far as it is known. Pure data. */
export interface Voice {
  key: string;
  segment: number;
  track: Track;
  pieces: Record<number, { url: string; duration_s: number }>;
  whole: { url: string; duration_s: number | null } | null;
  /** Nothing more will come. */
  closed: boolean;
}

export type Step =
  | { do: 'play'; url: string; offset_s: number; index: number | null }
  | { do: 'wait' }
  | { do: 'end' };

/** Rounding of what the service says about lengths. */
const TOLERANCE_S = 0.06;

export function emptyVoice(key: string, segment: number, track: Track): Voice {
  return { key, segment, track, pieces: {}, whole: null, closed: false };
}

/** What to play after `next` pieces that lasted `played_s` together. A piece that never came is
 * replaced by the rest of the whole voice. */
export function nextStep(voice: Voice, next: number, played_s: number): Step {
  const piece = voice.pieces[next];
  if (piece) return { do: 'play', url: piece.url, offset_s: 0, index: next };
  const { whole } = voice;
  if (whole) {
    if (more(voice, next, played_s, whole.duration_s))
      return { do: 'play', url: whole.url, offset_s: played_s, index: null };
    return { do: 'end' };
  }
  return voice.closed ? { do: 'end' } : { do: 'wait' };
}

function more(voice: Voice, next: number, played_s: number, whole_s: number | null): boolean {
  if (whole_s !== null) return whole_s - played_s > TOLERANCE_S;
  return played_s === 0 || Object.keys(voice.pieces).some((index) => Number(index) > next);
}

export function audible(voice: Voice): boolean {
  return 0 in voice.pieces || voice.whole !== null;
}

/** The voice after an event of its segment. */
export function withEvent(voice: Voice, event: FlowEvent): Voice {
  switch (event.type) {
    case 'audio_chunk': {
      const { track, index, url, duration_s } = event.data;
      if (track !== voice.track) return voice;
      return { ...voice, pieces: { ...voice.pieces, [index]: { url, duration_s } } };
    }
    case 'audio_ready': {
      const { track, url, duration_s } = event.data;
      return track === voice.track ? { ...voice, whole: { url, duration_s } } : voice;
    }
    case 'translation_complete': {
      const { audio_url_translated, audio_url_original } = event.data;
      const url = voice.track === 'translated' ? audio_url_translated : audio_url_original;
      const whole = voice.whole ?? (url ? { url, duration_s: null } : null);
      return { ...voice, whole, closed: true };
    }
    case 'error':
      return { ...voice, closed: true };
    default:
      return voice;
  }
}

export function withoutPiece(voice: Voice, index: number): Voice {
  const { [index]: _, ...pieces } = voice.pieces;
  return { ...voice, pieces };
}

/** Which voice speaks next: the earliest that can, none before those of earlier segments. */
export function nextVoice(queue: readonly Voice[]): Voice | undefined {
  return queue.find(
    (voice) =>
      audible(voice) &&
      !queue.some((other) => other.key === voice.key && other.segment < voice.segment),
  );
}
