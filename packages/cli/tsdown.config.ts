import { defineConfig } from 'tsdown'
import { collectLicenses } from '../../scripts/packing/collect-licenses.ts'
import { includePages } from '../../scripts/packing/include-pages.ts'
import { keepPlaces } from '../../scripts/packing/keep-places.ts'

export default defineConfig({
  entry: {
    keyturn: 'bin/keyturn.js',
    'reader-thread': '../engine/src/storage/dialects/sqlite/reader-thread.ts',
    'shipper-thread': '../engine/src/usage/shipper-thread.ts',
  },
  outDir: 'dist',
  format: 'esm',
  platform: 'node',
  target: 'node24',
  tsconfig: '../../tsconfig.json',
  // What was tested is what is installed: only the package with native code comes from npm by itself.
  deps: { alwaysBundle: [/^/], neverBundle: ['better-sqlite3', 'pg-native'], onlyBundle: false },
  plugins: [keepPlaces(), includePages(), collectLicenses()],
  fixedExtension: true,
  report: false,
})
