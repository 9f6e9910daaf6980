import type { Player } from '@dragoman/client/playback';
import type { ReducedState } from '../store/store.ts';
import { otherSpeakers, type RoomAction, type RoomState } from './roomState.ts';

/** Longer than anyone may speak: their last word got lost. */
const MAX_SPEECH_MS = 90_000;
/** A voice that takes longer holds up the voices of later turns no more. */
const MAX_VOICE_DELAY_MS = 20_000;

/** The voices of a room: in its order, one at a time, and not into an open microphone. */
export class RoomSound {
  #player: Player;
  #room: ReducedState<RoomState, RoomAction>;
  #captionsOnly = false;
  #speaking = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(player: Player, room: ReducedState<RoomState, RoomAction>) {
    this.#player = player;
    this.#room = room;
    this.#update();
    room.subscribe(() => this.#update());
  }

  /** Plays the voice of a turn when the voices of earlier ones are over. */
  play(key: string, segment: number, turn: number): void {
    this.#player.enqueue(key, segment, turn);
    setTimeout(() => this.#player.giveUp(key, segment), MAX_VOICE_DELAY_MS);
  }

  /** Recording interrupts the voice that plays; the voices of later turns are played afterwards. */
  whileRecording(): Pick<Player, 'stop' | 'unlock' | 'setOnHold'> {
    const player = this.#player;
    return {
      stop: () => player.interrupt(),
      unlock: () => player.unlock(),
      setOnHold: (onHold) => player.setOnHold(onHold),
    };
  }

  /** Without headphones, the loudspeaker waits while someone speaks: their microphone could record it. */
  #update(): void {
    const state = this.#room.get();
    const { captionsOnly, headphones, volume } = state.preferences;
    this.#player.setVolume(volume);
    if (captionsOnly && !this.#captionsOnly) this.#player.stop();
    this.#captionsOnly = captionsOnly;
    this.#player.setOnHold(!headphones && otherSpeakers(state).length > 0, 'speaker');
    this.#limitSpeech(state.speaking);
  }

  #limitSpeech(speaking: readonly string[]): void {
    for (const [participant, timer] of this.#speaking) {
      if (speaking.includes(participant)) continue;
      clearTimeout(timer);
      this.#speaking.delete(participant);
    }
    for (const participant of speaking) {
      if (this.#speaking.has(participant)) continue;
      const silence = () => this.#room.dispatch({ type: 'silent', participant });
      this.#speaking.set(participant, setTimeout(silence, MAX_SPEECH_MS));
    }
  }
}
