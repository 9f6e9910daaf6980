import {
  completion,
  failure,
  find,
  isAccepted,
  isEnded,
  isFinished,
  segmentsOf,
} from '@dragoman/client';
import type { LanguageSpan, Track, Warning } from '@dragoman/client/protocol';
import type { Message, Segment, Side } from './state.ts';

export type StepState = 'todo' | 'doing' | 'done' | 'missing';

/** The progress of a message, by step. */
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

export interface AudioFile {
  segment: number;
  url: string;
}

/** What is shown of a message, computed from its events alone. */
export interface MessageView {
  status: 'waiting' | 'working' | 'done' | 'failed';
  steps: Steps;
  original: string;
  translated: string;
  /** Whether the whole translation is known. */
  translationComplete: boolean;
  audio: Record<Track, AudioFile[]>;
  warnings: Warning[];
  problem: Problem | null;
  lowConfidence: boolean;
  /** The transcript by words, where the service reported them; uncertain ones are marked. */
  words: readonly ShownWord[];
  /** The parts by language, each with its translation; empty if one language was spoken. */
  spans: readonly SpanView[];
  /** The service is not sure of the translation. */
  uncertainTranslation: boolean;
  /** The other language of the pair, if the speaker used it. */
  otherLanguage: { language: string; confidence: number } | null;
  firstSoundMs: number | null;
  /** End of the first segment's speech, ms since the epoch. */
  spokenAt: number;
}

export interface SpanView {
  spoken: LanguageSpan;
  /** null until it is translated. */
  translation: LanguageSpan | null;
}

export interface ShownWord {
  text: string;
  uncertain: boolean;
}

/** Codes of warnings that are shown as uncertainty, not as a missing voice. */
const UNCERTAIN_TRANSLATION = 'uncertain_translation';
export const AUDIO_INCOMPLETE = 'audio_incomplete';
/** Words with a lower confidence are marked as uncertain. */
const UNCERTAIN_WORD = 0.5;
/** Certainty of another spoken language from which the app asks. */
const OTHER_LANGUAGE_FROM = 0.5;

/** Transcripts with a lower probability per token are marked as uncertain. */
export const LOW_CONFIDENCE = 0.6;
const ORDER: Record<StepState, number> = { todo: 0, doing: 1, missing: 2, done: 2 };

const CACHE = new WeakMap<Message, MessageView>();

/** Cached: messages are immutable. */
export function viewMessage(message: Message): MessageView {
  const view = CACHE.get(message) ?? compute(message);
  CACHE.set(message, view);
  return view;
}

function compute(message: Message): MessageView {
  const all = segmentsOf(message).map(([, segment]) => segment);
  const good = all.filter((segment) => !problemOf(segment));
  const shown = good.length > 0 ? good : all;
  const problem = good.length > 0 ? seriousProblem(all) : firstProblem(all);
  const done = isFinished(message);
  const warnings = unique(all.flatMap((segment) => completion(segment)?.warnings ?? []));
  return {
    status: done ? (problem ? 'failed' : 'done') : all.some(isAccepted) ? 'working' : 'waiting',
    steps: slowest(shown.map(stepsOf)),
    original: join(shown.map(original)),
    translated: join(shown.map(translated)),
    translationComplete: !message.open && shown.every((segment) => translated(segment) !== null),
    audio: {
      original: audioFiles(message, 'original'),
      translated: audioFiles(message, 'translated'),
    },
    warnings: warnings.filter(({ code }) => code !== UNCERTAIN_TRANSLATION),
    problem,
    lowConfidence: shown.some((segment) => (confidence(segment) ?? 1) < LOW_CONFIDENCE),
    words: shownWords(shown),
    spans: shown.flatMap(spansOf),
    uncertainTranslation: warnings.some(({ code }) => code === UNCERTAIN_TRANSLATION),
    otherLanguage: otherLanguage(message, shown),
    firstSoundMs: all[0]?.firstSoundMs ?? null,
    spokenAt: all[0]?.spokenAt ?? 0,
  };
}

/** The words of all segments; none if a segment's words do not make up its text. */
function shownWords(segments: Segment[]): ShownWord[] {
  const words = segments.map((segment) => {
    const stt = find(segment, 'stt_result');
    const all = (stt?.words ?? []).map(({ text, confidence }) => ({
      text: text.trim(),
      uncertain: confidence < UNCERTAIN_WORD,
    }));
    return all.map(({ text }) => text).join(' ') === original(segment)?.trim() ? all : null;
  });
  return words.every((some) => some !== null) ? words.flat() : [];
}

function spansOf(segment: Segment): SpanView[] {
  const translations = find(segment, 'translation_result')?.spans ?? [];
  return (find(segment, 'stt_result')?.spans ?? []).map((spoken, index) => ({
    spoken,
    translation: translations[index] ?? null,
  }));
}

/** The detected language of all transcribed segments, if it is the target language. */
function otherLanguage(message: Message, segments: Segment[]): MessageView['otherLanguage'] {
  const detected = segments.flatMap((segment) => find(segment, 'stt_result') ?? []);
  if (detected.length === 0) return null;
  const confidences = detected.map((stt) =>
    stt.detected_language === message.target ? (stt.detected_language_confidence ?? 0) : 0,
  );
  const confidence = Math.min(...confidences);
  return confidence < OTHER_LANGUAGE_FROM ? null : { language: message.target, confidence };
}

/** Whether the message belongs to the side. After a swap it moves with its language. */
export function isOwn(message: Message, side: Side, language: string): boolean {
  if (language === message.source) return true;
  if (language === message.target) return false;
  return message.side === side;
}

function problemOf(segment: Segment): Problem | null {
  return failure(segment) ?? (isAccepted(segment) ? null : segment.refusal);
}

function firstProblem(segments: Segment[]): Problem | null {
  for (const segment of segments) {
    const problem = problemOf(segment);
    if (problem) return { code: problem.code, retryable: problem.retryable };
  }
  return null;
}

/** A segment without speech is not a problem if another segment has speech. */
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

function audioUrl(segment: Segment, track: Track): string | null {
  const recording = find(segment, 'recording_ready');
  if (track === 'original' && recording) return recording.url;
  const end = completion(segment);
  if (end) return track === 'original' ? end.audio_url_original : end.audio_url_translated;
  return find(segment, 'audio_ready', (ready) => ready.track === track)?.url ?? null;
}

function audioFiles(message: Message, track: Track): AudioFile[] {
  return segmentsOf(message).flatMap(([number, segment]) => {
    const url = audioUrl(segment, track);
    return url ? [{ segment: number, url }] : [];
  });
}

function stepsOf(segment: Segment): Steps {
  const over = isEnded(segment);
  const transcribed = original(segment) !== null;
  const translatedText = translated(segment) !== null;
  const step = (done: boolean, started: boolean): StepState =>
    done ? 'done' : over ? 'missing' : started ? 'doing' : 'todo';
  const started = (stage: string, track: Track | null = null) =>
    find(
      segment,
      'processing_update',
      (update) => update.stage === stage && update.track === track,
    );
  const audio = (track: Track) =>
    step(
      audioUrl(segment, track) !== null,
      Boolean(
        started('synthesizing', track) ?? find(segment, 'audio_chunk', (c) => c.track === track),
      ),
    );
  return {
    received: step(isAccepted(segment), segment.sent),
    transcribing: step(transcribed, isAccepted(segment)),
    translating: step(translatedText, transcribed),
    translated: audio('translated'),
    original: audio('original'),
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
