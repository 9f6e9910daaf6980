import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { packVadWeights } from './scripts/vadWeights.ts';

const require = createRequire(import.meta.url);

/** `virtual:vad-weights` is the address of the weights of the voice-activity model, whose name changes with
 * their content. */
function vadWeights(): Plugin {
  const id = 'virtual:vad-weights';
  const vad = dirname(require.resolve('@ricky0123/vad-web'));
  return {
    name: 'vad-weights',
    resolveId: (source) => (source === id ? `\0${id}` : null),
    load(resolved) {
      if (resolved !== `\0${id}`) return null;
      const source = packVadWeights(join(vad, 'silero_vad_v6.onnx'));
      const file = this.emitFile({ type: 'asset', name: 'silero.f16', source });
      return `export default import.meta.ROLLUP_FILE_URL_${file};`;
    },
  };
}

export default defineConfig({
  base: './',
  resolve: { tsconfigPaths: true },
  plugins: [vadWeights()],
  build: {
    target: 'es2022',
    // Inlined fonts and images would need `data:` in the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    reportCompressedSize: false,
  },
  // Property tests take longer on a busy machine.
  test: { testTimeout: 60_000 },
});
