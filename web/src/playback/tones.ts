const FREQUENCY_HZ = { start: 880, end: 587 };
const DURATION_S = 0.07;
const VOLUME = 0.06;
const VIBRATION_MS = { start: 20, end: 35 };

let context: AudioContext | null = null;

/** Marks the start or end of a recording by a short quiet tone and a vibration. */
export function playTone(which: 'start' | 'end'): void {
  navigator.vibrate?.(VIBRATION_MS[which]);
  context ??= new AudioContext();
  void context.resume();
  const [oscillator, gain] = [context.createOscillator(), context.createGain()];
  const begin = context.currentTime;
  oscillator.frequency.value = FREQUENCY_HZ[which];
  gain.gain.setValueAtTime(VOLUME, begin);
  gain.gain.linearRampToValueAtTime(0, begin + DURATION_S);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(begin);
  oscillator.stop(begin + DURATION_S);
}
