/** A recording in the form in which it is stored and sent. */
export interface Recording {
  /** The content type. */
  type: string;
  base64: string;
}

/** Characters at a time, below the number of arguments that a function may have. */
const BLOCK = 0x8000;

export async function toRecording(blob: Blob): Promise<Recording> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let letters = '';
  for (let at = 0; at < bytes.length; at += BLOCK)
    letters += String.fromCharCode(...bytes.subarray(at, at + BLOCK));
  return { type: blob.type || 'application/octet-stream', base64: btoa(letters) };
}

export function toBlob(recording: Recording): Blob {
  const bytes = Uint8Array.from(atob(recording.base64), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type: recording.type });
}
