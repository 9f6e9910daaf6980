import { type AudioSource, CaptureError } from '../record/microphone.ts';
import type { NoticeCode } from '../store/state.ts';

/** Options that not every browser knows; the others ignore them. */
interface ShareOptions extends DisplayMediaStreamOptions {
  selfBrowserSurface: 'exclude';
  systemAudio: 'include';
  audio: MediaTrackConstraints & { restrictOwnAudio: boolean; suppressLocalAudioPlayback: boolean };
}

/** The page of the app is not offered, because it would hear itself. The user still hears what is shared.
 * Sound is offered by browsers only together with a picture. */
const OPTIONS: ShareOptions = {
  video: true,
  audio: {
    channelCount: 1,
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
    restrictOwnAudio: true,
    suppressLocalAudioPlayback: false,
  },
  selfBrowserSurface: 'exclude',
  systemAudio: 'include',
};

/** The sound of a tab or of the system, which the user shares for one time of listening. */
export class SharedSound implements AudioSource {
  #onEnded: () => void;
  #stream: MediaStream | null = null;
  #released = false;
  hearsApp = false;

  /** `onEnded` is called when the user ends the sharing. */
  constructor(onEnded: () => void) {
    this.#onEnded = onEnded;
  }

  async open(): Promise<MediaStream> {
    const shared = await requestShare();
    const { displaySurface } = shared.getVideoTracks()[0]?.getSettings() ?? {};
    for (const picture of shared.getVideoTracks()) picture.stop();
    const [sound] = shared.getAudioTracks();
    if (!sound) throw new CaptureError('share_silent');
    this.#stream = new MediaStream([sound]);
    if (this.#released) this.releaseLater(); // The user gave up before.
    const { restrictOwnAudio } = sound.getSettings() as { restrictOwnAudio?: boolean };
    this.hearsApp = displaySurface !== 'browser' && !restrictOwnAudio;
    sound.addEventListener('ended', () => this.#onEnded());
    return this.#stream;
  }

  /** Ends the sharing at once. */
  releaseLater(): void {
    this.#released = true;
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
  }
}

/** Asks the user what to share. Rejects with CaptureError. */
async function requestShare(): Promise<MediaStream> {
  if (!navigator.mediaDevices?.getDisplayMedia) throw new CaptureError('share_missing');
  try {
    return await navigator.mediaDevices.getDisplayMedia(OPTIONS);
  } catch (error) {
    throw new CaptureError(noticeCode(error));
  }
}

function noticeCode(error: unknown): NoticeCode {
  return error instanceof DOMException && error.name === 'NotAllowedError'
    ? 'share_refused'
    : 'share_failed';
}
