import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const require = createRequire(import.meta.url);

/** Self-hosted files of voice activity detection, loaded when hands-free mode starts. */
function voiceActivityAssets(): Plugin {
  const vad = dirname(require.resolve('@ricky0123/vad-web'));
  const onnx = dirname(require.resolve('onnxruntime-web/wasm'));
  const files = [
    join(vad, 'silero_vad_v6.onnx'),
    join(vad, 'vad.worklet.bundle.min.js'),
    join(onnx, 'ort-wasm-simd-threaded.mjs'),
    join(onnx, 'ort-wasm-simd-threaded.wasm'),
  ];
  return {
    name: 'voice-activity-assets',
    apply: 'build',
    generateBundle() {
      for (const file of files) {
        const fileName = `vad/${basename(file)}`;
        this.emitFile({ type: 'asset', fileName, source: readFileSync(file) });
      }
    },
  };
}

export default defineConfig({
  base: './',
  plugins: [voiceActivityAssets()],
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
