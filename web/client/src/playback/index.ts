/**
 * Playback of voices in a browser, from their chunks as they arrive, without gaps.
 *
 * @module
 */

export { Player, type PlayerEvents, type Playing } from './player.ts';
export { VoicePlayer, type VoicePlayerEvents } from './voicePlayer.ts';
