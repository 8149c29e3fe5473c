import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'

const roots: string[] = []
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true })
})

/** Installs like npm as far as the caller can see: npm-cli.js of a tree that may be told to fail. */
const fakeNpm = `
const { appendFileSync, copyFileSync, existsSync, mkdirSync } = require('node:fs')
appendFileSync('installs.log', process.argv.slice(2).join(' ') + '\\n')
if (existsSync('npm-fails')) { console.error('npm error network'); process.exit(1) }
mkdirSync('node_modules', { recursive: true })
copyFileSync('package-lock.json', 'node_modules/.package-lock.json')
`

const probe = `
if (process.argv[2] === 'wait') { process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000) }
console.log(process.env.OWN ? 'own node ran with' : 'ran with', ...process.argv.slice(2))
if (process.argv[2] === 'exit') process.exitCode = 3
if (process.argv[2] === 'cache') console.log(process.getBuiltinModule('node:module').getCompileCacheDir())
`

function clone(): string {
  const root = mkdtempSync(join(tmpdir(), 'keyturn-install-'))
  roots.push(root)
  mkdirSync(join(root, 'scripts'))
  cpSync(
    fileURLToPath(new URL('./with-install.mjs', import.meta.url)),
    join(root, 'scripts/with-install.mjs'),
  )
  writeFileSync(join(root, 'scripts/probe.mjs'), probe)
  writeFileSync(join(root, 'npm-cli.js'), fakeNpm)
  lock(root, '1.0.0')
  return root
}

/** Gives the clone a Node of its own, which is the running one behind another path. */
function bringOwnNode(root: string): void {
  const name = `node-${process.platform}-${process.arch}`
  mkdirSync(join(root, 'node_modules', name), { recursive: true })
  mkdirSync(join(root, 'node_modules', '.bin'))
  writeFileSync(join(root, 'node_modules', name, 'package.json'), JSON.stringify({ version: '24.0.0' }))
  const script = `#!/bin/sh\nOWN=yes exec "${process.execPath}" "$@"\n`
  writeFileSync(join(root, 'node_modules', '.bin', 'node'), script, { mode: 0o755 })
}

function lock(root: string, version: string): void {
  const packages = { '': {}, 'node_modules/a': { version, integrity: version } }
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }))
}

function start(root: string, ...probeArguments: string[]): ChildProcess {
  const npm = { npm_execpath: join(root, 'npm-cli.js'), npm_node_execpath: process.execPath }
  return spawn(process.execPath, ['scripts/with-install.mjs', 'scripts/probe.mjs', ...probeArguments], {
    cwd: root,
    env: { PATH: process.env['PATH'], CI: 'true', ...npm },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function run(root: string, ...probeArguments: string[]) {
  const child = start(root, ...probeArguments)
  const [[status], output, errors] = await Promise.all([
    once(child, 'exit'),
    text(child.stdout as NodeJS.ReadableStream),
    text(child.stderr as NodeJS.ReadableStream),
  ])
  return { status, output, errors }
}

function installs(root: string): string[] {
  const log = join(root, 'installs.log')
  return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []
}

describe('with-install', () => {
  test('installs in a fresh clone, then runs the script with its arguments', async () => {
    const root = clone()
    const { status, output, errors } = await run(root, 'a', 'b c')
    expect({ status, output }).toEqual({ status: 0, output: 'ran with a b c\n' })
    expect(errors).toMatch(/^Installing dependencies .* done in \d+ s\n$/)
    expect(installs(root)).toEqual([expect.stringMatching(/^ci .*--ignore-scripts/)])
  })

  test('does not install again, and says nothing, when nothing has changed', async () => {
    const root = clone()
    await run(root)
    expect((await run(root)).errors).toBe('')
    expect(installs(root)).toHaveLength(1)
  })

  test('installs again when the lockfile asks for something else', async () => {
    const root = clone()
    await run(root)
    lock(root, '2.0.0')
    await run(root)
    expect(installs(root)).toHaveLength(2)
  })

  test('installs once when two commands start at once', async () => {
    const root = clone()
    const runs = await Promise.all([run(root, 'a'), run(root, 'b'), run(root, 'c')])
    expect(runs.map(({ status }) => status)).toEqual([0, 0, 0])
    expect(installs(root)).toHaveLength(1)
  })

  test('takes over from an install whose process is gone', async () => {
    const root = clone()
    mkdirSync(join(root, '.cache'))
    const gone = spawn(process.execPath, ['-e', ''])
    await once(gone, 'exit')
    writeFileSync(join(root, '.cache/installing'), String(gone.pid))
    expect((await run(root)).status).toBe(0)
  })

  test('says what went wrong when npm fails, and does not run the script', async () => {
    const root = clone()
    writeFileSync(join(root, 'npm-fails'), '')
    const { status, output, errors } = await run(root)
    expect({ status, output }).toEqual({ status: 1, output: '' })
    expect(errors).toContain('npm error network')
    expect(errors).toContain('npm ci did not succeed')
  })

  describe.each(['the running node', 'a node of its own'])('with %s', node => {
    function cloneWithNode(): string {
      const root = clone()
      if (node === 'a node of its own') bringOwnNode(root)
      return root
    }

    test('runs the script with that node and passes on its exit status', async () => {
      const { status, output } = await run(cloneWithNode(), 'exit')
      expect(status).toBe(3)
      expect(output).toBe(node === 'a node of its own' ? 'own node ran with exit\n' : 'ran with exit\n')
    })

    test('keeps what was compiled for later starts', async () => {
      const root = cloneWithNode()
      expect((await run(root, 'cache')).output).toContain(join(root, '.cache/compiled'))
    })

    test('passes on the signal that asks to stop', async () => {
      const child = start(cloneWithNode(), 'wait')
      await once(child.stdout as NodeJS.ReadableStream, 'data')
      child.kill('SIGTERM')
      expect(await once(child, 'exit')).toEqual([7, null])
    })
  })
})
