// Replaces the browser's question what to share, which nobody can answer in a test: the sound is that of the
// fake microphone, the picture an empty canvas.
(() => {
  const media = navigator.mediaDevices;
  const share = { answer: 'sound', surface: 'browser', tracks: [] };
  window.share = share;
  if (!media) return;
  media.getDisplayMedia = async () => {
    if (share.answer === 'refused') throw new DOMException('Permission denied', 'NotAllowedError');
    const canvas = document.createElement('canvas');
    canvas.getContext('2d');
    const picture = canvas.captureStream().getVideoTracks()[0];
    picture.getSettings = () => ({ displaySurface: share.surface });
    const sound = share.answer === 'silent' ? [] : (await media.getUserMedia()).getAudioTracks();
    share.tracks = [picture, ...sound];
    return new MediaStream(share.tracks);
  };
})();
