import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as sdk from './index.ts'

const sourceFiles = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.startsWith('testing'))
  .map(path => ({ path, text: readFileSync(join(import.meta.dirname, path), 'utf8') }))

test('exports exactly these values', () => {
  expect(Object.keys(sdk).sort()).toEqual([
    'GuardedRequest',
    'Keyturn',
    'KeyturnError',
    'KeyturnRefusal',
    'SecretLostError',
    'keyturnExpress',
    'keyturnFastify',
    'keyturnHono',
    'keyturnNext',
    'keyturnNode',
    'requireOrganization',
    'requireScopes',
  ])
})

test('loads at run time only core and the client of the contract, and on Node undici for its connections', () => {
  expect(sourceFiles.length).toBeGreaterThan(10)
  const imported = sourceFiles.flatMap(({ path, text }) =>
    [...text.matchAll(/^(?:import|export) (?!type )([^']*?)from '([^'.][^']*)'/gm)]
      .filter(([, names = '']) => !/^\{(?: type \w+,?)+ \} $/.test(names))
      .map(match => `${match[2]}${match[2] === 'undici' ? ` in ${path}` : ''}`),
  )
  expect([...new Set(imported)].sort()).toEqual([
    '#connection',
    '@keyturn/contract/client',
    '@keyturn/core',
    'undici in exchanges/open-node-connection.ts',
  ])
})
