import { defineConfig, type UserConfig } from 'tsdown'
import { collectLicenses } from '../../scripts/packing/collect-licenses.ts'

/** Of undici only the pool: the rest of it, four fifths, is never reached. */
const onlyPool = {
  name: 'only-pool',
  resolveId: (id: string) => (id === 'undici' ? '\0undici-pool' : null),
  load: (id: string) =>
    id === '\0undici-pool' ? "export { default as Pool } from 'undici/lib/dispatcher/pool.js'" : null,
}

const shared: UserConfig = {
  outDir: 'dist',
  target: 'node20',
  // Declarations are made relative to the place of this file, which has to be above all sources.
  tsconfig: '../tsconfig.sdk.json',
  // One tarball stands alone: nothing is installed with it. Frameworks are the service's own, and only types here.
  deps: { alwaysBundle: [/^@keyturn\//, 'undici'], neverBundle: ['fastify'], onlyBundle: false },
  fixedExtension: true,
  hash: false,
  clean: false,
  report: false,
}

export default defineConfig([
  {
    ...shared,
    platform: 'node',
    format: ['esm', 'cjs'],
    entry: { index: 'src/index.ts', fastify: 'src/fastify.ts' },
    plugins: [onlyPool, collectLicenses()],
    dts: true,
  },
  {
    ...shared,
    platform: 'neutral',
    format: 'esm',
    entry: { edge: 'src/index.ts' },
    // Without the condition node, which names the pool of connections.
    inputOptions: { resolve: { conditionNames: ['import', 'default'] } },
    dts: false,
  },
])
