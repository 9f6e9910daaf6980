import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  build: {
    target: 'es2022',
    lib: {
      entry: { index: 'src/index.ts', playback: 'src/playback/index.ts' },
      formats: ['es'],
    },
    // The library mode keeps white space otherwise.
    rolldownOptions: { output: { minify: true } },
    license: { fileName: 'LICENSES.md' },
  },
});
