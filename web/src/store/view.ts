import type { Track, Warning } from '../protocol.ts';
import { accepted, completion, ended, failure, find, finished, segmentsOf } from './flow.ts';
import type { Message, Segment, Side } from './state.ts';

export type StepState = 'todo' | 'doing' | 'done' | 'missing';

/** How far a message has come: the words, then each voice. */
export interface Steps {
  received: StepState;
  transcribing: StepState;
  translating: StepState;
  translated: StepState;
  original: StepState;
}

export interface Problem {
  code: string;
  retryable: boolean;
}

export interface Voice {
  segment: number;
  url: string;
}

/** What there is to see of a message; a function of its events and nothing else. */
export interface MessageView {
  status: 'waiting' | 'working' | 'done' | 'failed';
  steps: Steps;
  original: string;
  translated: string;
  /** The words of the translation are all there. */
  translationKnown: boolean;
  voices: Record<Track, Voice[]>;
  warnings: Warning[];
  problem: Problem | null;
  lowConfidence: boolean;
  firstSoundMs: number | null;
}

/** Probability per token under which a transcript is marked as doubtful. */
export const DOUBTFUL = 0.6;
const ORDER: Record<StepState, number> = { todo: 0, doing: 1, missing: 2, done: 2 };

const SEEN = new WeakMap<Message, MessageView>();

/** Messages never change, so each is looked at once. */
export function viewMessage(message: Message): MessageView {
  const seen = SEEN.get(message) ?? look(message);
  SEEN.set(message, seen);
  return seen;
}

function look(message: Message): MessageView {
  const all = segmentsOf(message).map(([, segment]) => segment);
  const good = all.filter((segment) => !problemOf(segment));
  const shown = good.length > 0 ? good : all;
  const problem = good.length > 0 ? seriousProblem(all) : firstProblem(all);
  const over = finished(message);
  return {
    status: over ? (problem ? 'failed' : 'done') : all.some(accepted) ? 'working' : 'waiting',
    steps: slowest(shown.map(stepsOf)),
    original: join(shown.map(original)),
    translated: join(shown.map(translated)),
    translationKnown: !message.open && shown.every((segment) => translated(segment) !== null),
    voices: { original: voices(message, 'original'), translated: voices(message, 'translated') },
    warnings: unique(all.flatMap((segment) => completion(segment)?.warnings ?? [])),
    problem,
    lowConfidence: shown.some((segment) => (confidence(segment) ?? 1) < DOUBTFUL),
    firstSoundMs: all[0]?.firstSoundMs ?? null,
  };
}

/** Whose words these are. After a swap they stay with the half that speaks their language. */
export function isOwn(message: Message, side: Side, language: string): boolean {
  if (language === message.source) return true;
  if (language === message.target) return false;
  return message.side === side;
}

function problemOf(segment: Segment): Problem | null {
  return failure(segment) ?? (accepted(segment) ? null : segment.refusal);
}

function firstProblem(segments: Segment[]): Problem | null {
  for (const segment of segments) {
    const problem = problemOf(segment);
    if (problem) return { code: problem.code, retryable: problem.retryable };
  }
  return null;
}

/** A pause heard as speech is no problem where there was speech around it. */
function seriousProblem(segments: Segment[]): Problem | null {
  return firstProblem(segments.filter((segment) => problemOf(segment)?.code !== 'no_speech'));
}

function original(segment: Segment): string | null {
  return (completion(segment) ?? find(segment, 'stt_result'))?.original_text ?? null;
}

function translated(segment: Segment): string | null {
  return (completion(segment) ?? find(segment, 'translation_result'))?.translated_text ?? null;
}

function confidence(segment: Segment): number | undefined {
  return (completion(segment) ?? find(segment, 'stt_result'))?.confidence;
}

function voiceUrl(segment: Segment, track: Track): string | null {
  const end = completion(segment);
  if (end) return track === 'original' ? end.audio_url_original : end.audio_url_translated;
  return find(segment, 'audio_ready', (ready) => ready.track === track)?.url ?? null;
}

function voices(message: Message, track: Track): Voice[] {
  return segmentsOf(message).flatMap(([segment, heard]) => {
    const url = voiceUrl(heard, track);
    return url ? [{ segment, url }] : [];
  });
}

function stepsOf(segment: Segment): Steps {
  const over = ended(segment);
  const heard = original(segment) !== null;
  const known = translated(segment) !== null;
  const step = (done: boolean, begun: boolean): StepState =>
    done ? 'done' : over ? 'missing' : begun ? 'doing' : 'todo';
  const begins = (stage: string, track: Track | null = null) =>
    find(segment, 'processing_update', (said) => said.stage === stage && said.track === track);
  const voice = (track: Track) =>
    step(
      voiceUrl(segment, track) !== null,
      Boolean(
        begins('synthesizing', track) ?? find(segment, 'audio_chunk', (c) => c.track === track),
      ),
    );
  return {
    received: step(accepted(segment), segment.sent),
    transcribing: step(heard, accepted(segment)),
    translating: step(known, heard),
    translated: voice('translated'),
    original: voice('original'),
  };
}

function slowest(all: Steps[]): Steps {
  const pick = (name: keyof Steps): StepState =>
    all
      .map((steps) => steps[name])
      .reduce((a, b) => (ORDER[b] < ORDER[a] || (b === 'missing' && a === 'done') ? b : a), 'done');
  return {
    received: pick('received'),
    transcribing: pick('transcribing'),
    translating: pick('translating'),
    translated: pick('translated'),
    original: pick('original'),
  };
}

function join(texts: (string | null)[]): string {
  return texts.filter(Boolean).join(' ');
}

function unique(warnings: Warning[]): Warning[] {
  const seen = new Map(warnings.map((warning) => [`${warning.code}/${warning.track}`, warning]));
  return [...seen.values()];
}
