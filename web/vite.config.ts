import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
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

/** The hash that a file of the build must have to be kept for the start without a network. */
function integrity(file: string): string {
  const built = readFileSync(join(import.meta.dirname, 'dist', file));
  return `sha384-${createHash('sha384').update(built).digest('base64')}`;
}

export default defineConfig({
  base: './',
  resolve: { tsconfigPaths: true },
  plugins: [
    vadWeights(),
    VitePWA({
      injectRegister: null,
      manifest: false,
      workbox: {
        // The app waits for a moment in which nothing is lost.
        skipWaiting: false,
        clientsClaim: false,
        globPatterns: ['**/*.{html,js,css,woff2,svg,png,webmanifest}'],
        // Of the pages of the origin, only the app itself.
        navigateFallbackAllowlist: [/\/(index\.html)?(\?.*)?$/],
        navigateFallbackDenylist: [/\/docs\//],
        dontCacheBustURLsMatching: /^assets\//,
        // A version that is not deployed completely yet is not installed: the browser tries again.
        manifestTransforms: [
          async (entries) => ({
            manifest: entries.map((entry) => ({ ...entry, integrity: integrity(entry.url) })),
          }),
        ],
        inlineWorkboxRuntime: true,
        sourcemap: false,
      },
    }),
  ],
  build: {
    target: 'es2022',
    // Inlined fonts and images would need `data:` in the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What several pages share is one file: it compresses better than many small ones.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] } },
    },
    chunkSizeWarningLimit: 1000,
    reportCompressedSize: false,
  },
  // Property tests take longer on a busy machine.
  test: { testTimeout: 60_000 },
});
