import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { packVadWeights } from './scripts/vadWeights.ts';

const require = createRequire(import.meta.url);

/** The weights of the voice-activity model, loaded when hands-free mode starts. */
function vadWeights(): Plugin {
  const vad = dirname(require.resolve('@ricky0123/vad-web'));
  return {
    name: 'vad-weights',
    apply: 'build',
    generateBundle() {
      const source = packVadWeights(join(vad, 'silero_vad_v6.onnx'));
      this.emitFile({ type: 'asset', fileName: 'vad/silero.f16', source });
    },
  };
}

export default defineConfig({
  base: './',
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
