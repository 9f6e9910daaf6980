import address from 'virtual:vad-weights';

let loading: Promise<ArrayBuffer> | null = null;

/** Fetches the weights of the voice-activity model, once. `onProgress` gets the share loaded, 0 to 1. */
export function loadVadWeights(onProgress: (share: number) => void = () => {}) {
  loading ??= fetchWeights(onProgress);
  loading.catch(() => {
    loading = null;
  });
  return loading;
}

/** Fetches the weights early where the network is fast and data is not to be saved. */
export function prefetchVadWeights(): void {
  const { connection } = navigator as { connection?: { effectiveType: string; saveData: boolean } };
  if (connection?.effectiveType !== '4g' || connection.saveData) return;
  void loadVadWeights().catch(() => {});
}

async function fetchWeights(onProgress: (share: number) => void): Promise<ArrayBuffer> {
  const reply = await fetch(address);
  if (!reply.ok || !reply.body) throw new Error(`voice-activity model: ${reply.status}`);
  const total = Number(reply.headers.get('Content-Length')) || 620_000;
  const chunks: BlobPart[] = [];
  let loaded = 0;
  const reader = reply.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(chunks).arrayBuffer();
    chunks.push(value);
    loaded += value.length;
    onProgress(Math.min(1, loaded / total));
  }
}
