import { existsSync, readFileSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { consumerOutput, consumerProject, consumers, frameworks } from './consumer-project.ts'
import { packPackage, repository } from './pack-package.ts'
import { run } from './run.ts'

/** Programs start and types are checked beside other tests. */
vi.setConfig({ testTimeout: 90_000 })

let tarball: string
/** A project outside the repository that has the tarball and nothing else, and one that has the frameworks too. */
let alone: string
let withFrameworks: string

beforeAll(() => {
  tarball = packPackage('sdk')
  alone = consumerProject(tarball, ['@types/node', 'undici-types'])
  withFrameworks = consumerProject(tarball, [...frameworks, '@types', 'undici-types'])
}, 300_000)

/** The Node that the tests run on, and the one of the machine, which may be as old as the SDK allows. */
function nodes(): [string, string][] {
  const directories = (process.env['PATH'] ?? '').split(delimiter)
  const system = directories
    .filter(directory => !directory.includes('node_modules'))
    .map(directory => join(directory, 'node'))
    .filter(path => existsSync(path))
  return [process.execPath, ...system.slice(0, 1)].map(path => [
    run(path, ['--version'], { cwd: repository }).trim(),
    path,
  ])
}

describe.each(nodes())('on Node %s', (_, node) => {
  test.each(consumers)('the package works %s', (_name, args) => {
    expect(run(node, args, { cwd: withFrameworks })).toBe(consumerOutput)
  })
})

test('nothing is installed with it', () => {
  expect(run('ls', ['node_modules', 'node_modules/@keyturn'], { cwd: alone })).not.toContain('zod')
  const manifest = JSON.parse(readFileSync(join(alone, 'node_modules/@keyturn/sdk/package.json'), 'utf8'))
  expect(manifest).not.toHaveProperty('dependencies')
  expect(manifest).not.toHaveProperty('imports')
})

describe('its types', () => {
  const compile = (cwd: string, file: string) => {
    const strict = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      'false',
      '--types',
      'node',
      '--target',
      'es2022',
    ]
    const modules = ['--module', 'nodenext', '--moduleResolution', 'nodenext']
    return run(join(repository, 'node_modules/.bin/tsc'), [...strict, ...modules, file], { cwd })
  }

  test('are complete without any framework', () => {
    expect(compile(alone, 'types.ts')).toBe('')
  })

  test('tell Express, Fastify and Hono what is on the request', () => {
    expect(compile(withFrameworks, 'framework-types.ts')).toBe('')
  })

  test('resolve for ES modules, CommonJS and bundlers alike', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(readFileSync(tarball)))
    if (!analysis.types) throw new Error('the package has no types')
    // node10 knows no `exports`, and every Node that the SDK runs on does.
    const problems = analysis.problems.filter(
      problem => !('resolutionKind' in problem) || problem.resolutionKind !== 'node10',
    )
    expect(problems).toEqual([])
  })
})

test('publint finds nothing to better', async () => {
  const pkgDir = join(alone, 'node_modules/@keyturn/sdk')
  const { messages, pkg } = await publint({ pkgDir, level: 'suggestion', strict: true, pack: false })
  expect(messages.map(message => formatMessage(message, pkg))).toEqual([])
})

test('it stays small', () => {
  const dist = join(alone, 'node_modules/@keyturn/sdk/dist')
  expect(statSync(tarball).size).toBeLessThan(400_000)
  expect(statSync(join(dist, 'edge.mjs')).size).toBeLessThan(120_000)
})

test('the build for edge runtimes names nothing that only Node has', () => {
  const text = readFileSync(join(alone, 'node_modules/@keyturn/sdk/dist/edge.mjs'), 'utf8')
  const code = text.replace(/\/\*.*?\*\//gs, '').replace(/^\s*\/\/.*$/gm, '')
  expect(code).not.toMatch(/^import |\bimport\(|\brequire\(|\bnode:|\bBuffer\.|\bprocess\./m)
})
