import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { defineConfig, type Rolldown } from 'vite'
import { collectLicenses } from '../../scripts/packing/collect-licenses.ts'

/** Puts each script and style sheet beside itself in the encodings that browsers take, so that no request waits for that. */
function compressFiles(): Rolldown.Plugin {
  return {
    name: 'compress-files',
    // Once they are written: until then others still change them.
    writeBundle({ dir = '.' }, bundle) {
      for (const name of Object.keys(bundle).filter(each => /\.(?:js|css|svg)$/.test(each))) {
        const text = readFileSync(join(dir, name))
        writeFileSync(join(dir, `${name}.br`), brotliCompressSync(text))
        writeFileSync(join(dir, `${name}.gz`), gzipSync(text))
      }
    },
  }
}

export default defineConfig({
  plugins: [collectLicenses(), compressFiles()],
  build: {
    target: 'baseline-widely-available',
    // The policy of the page allows no data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // A test holds what the first view loads, compressed, to its budget.
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      // What every page begins with, and what the frame of an organization needs besides, is one file each. Left alone, each
      // page that shares some of it splits it further; many small files compress worse, and each is a request.
      output: {
        codeSplitting: {
          groups: [
            { name: 'page', tags: ['$initial'], priority: 2 },
            { name: 'organization', test: /[\\/]routes[\\/]organization-route\.tsx$/, priority: 1 },
          ],
        },
      },
      // `use client` is for servers that render; here everything is the client.
      onwarn: (warning, warn) => {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning)
      },
    },
  },
})
