const FORMATS = {
  'audio/ogg': 'audio/ogg; codecs=opus',
  'audio/mpeg': 'audio/mpeg',
  'audio/wav': 'audio/wav',
};

/** The audio formats that this browser plays, preferred first; all of them outside of a browser. */
export function accepts(): string[] {
  const types = Object.entries(FORMATS);
  if (typeof document === 'undefined') return types.map(([type]) => type);
  const element = document.createElement('audio');
  const playable = types.filter(([, detail]) => element.canPlayType(detail));
  return playable.length > 0 ? playable.map(([type]) => type) : ['audio/wav'];
}
