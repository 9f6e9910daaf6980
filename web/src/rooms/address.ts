/** `#room` leads to the page that opens or joins a room, `#room=ID` into a room. */
const ADDRESS = /^#room(?:=([A-Za-z0-9_-]{1,64}))?$/;

export function isRoomAddress(hash: string): boolean {
  return ADDRESS.test(hash);
}

/** The room that an address names; null if it names none. */
export function roomInAddress(hash: string): string | null {
  return ADDRESS.exec(hash)?.[1] ?? null;
}

/** Whether the page is the screen of a hall: large captions, no microphone. */
export function isDisplay(search: string): boolean {
  return new URLSearchParams(search).has('display');
}

/** The link into a room, for a page of the same service. */
export function roomLink(page: string, fragment: string): string {
  const link = new URL(page);
  link.search = '';
  link.hash = fragment;
  return link.href;
}
