import type { FlowEvent, Track } from '../protocol.ts';

/** One track of one segment, as far as it is known. Pure data. */
export interface VoiceTrack {
  key: string;
  segment: number;
  track: Track;
  /** Chunks by index. */
  chunks: Record<number, { url: string; duration_s: number }>;
  /** The complete file. */
  file: { url: string; duration_s: number | null } | null;
  /** No more events will come. */
  closed: boolean;
  /** Its place among the tracks; tracks of the same place play in the order in which they were queued. */
  order: number;
}

export type Step =
  | { action: 'play'; url: string; offset_s: number; index: number | null }
  | { action: 'wait' }
  | { action: 'end' };

/** Tolerance for the rounded durations that the service reports. */
const TOLERANCE_S = 0.06;

export function emptyTrack(key: string, segment: number, track: Track, order = 0): VoiceTrack {
  return { key, segment, track, chunks: {}, file: null, closed: false, order };
}

/** What to play after `next` chunks that lasted `played_s` together. The rest of the complete file
 * replaces a chunk that never arrived. */
export function nextStep(voice: VoiceTrack, next: number, played_s: number): Step {
  const chunk = voice.chunks[next];
  if (chunk) return { action: 'play', url: chunk.url, offset_s: 0, index: next };
  const { file } = voice;
  if (file) {
    if (hasMore(voice, next, played_s, file.duration_s))
      return { action: 'play', url: file.url, offset_s: played_s, index: null };
    return { action: 'end' };
  }
  return voice.closed ? { action: 'end' } : { action: 'wait' };
}

function hasMore(
  voice: VoiceTrack,
  next: number,
  played_s: number,
  file_s: number | null,
): boolean {
  if (file_s !== null) return file_s - played_s > TOLERANCE_S;
  return played_s === 0 || Object.keys(voice.chunks).some((index) => Number(index) > next);
}

export function isPlayable(voice: VoiceTrack): boolean {
  return 0 in voice.chunks || voice.file !== null;
}

/** The track after an event of its segment. */
export function withEvent(voice: VoiceTrack, event: FlowEvent): VoiceTrack {
  switch (event.type) {
    case 'audio_chunk': {
      const { track, index, url, duration_s } = event.data;
      if (track !== voice.track) return voice;
      return { ...voice, chunks: { ...voice.chunks, [index]: { url, duration_s } } };
    }
    case 'audio_ready': {
      const { track, url, duration_s } = event.data;
      return track === voice.track ? { ...voice, file: { url, duration_s } } : voice;
    }
    case 'translation_complete': {
      const { audio_url_translated, audio_url_original } = event.data;
      const url = voice.track === 'translated' ? audio_url_translated : audio_url_original;
      const file = voice.file ?? (url ? { url, duration_s: null } : null);
      return { ...voice, file, closed: true };
    }
    case 'error':
      return { ...voice, closed: true };
    default:
      return voice;
  }
}

export function withoutChunk(voice: VoiceTrack, index: number): VoiceTrack {
  const { [index]: _, ...chunks } = voice.chunks;
  return { ...voice, chunks };
}

/** The first playable track that has no earlier segment of its message, and none of an earlier place,
 * before it. */
export function nextTrack(queue: readonly VoiceTrack[]): VoiceTrack | undefined {
  return queue.find((voice) => isPlayable(voice) && !queue.some((other) => isBefore(other, voice)));
}

function isBefore(one: VoiceTrack, other: VoiceTrack): boolean {
  if (one.key === other.key) return one.segment < other.segment;
  return one.order < other.order;
}
