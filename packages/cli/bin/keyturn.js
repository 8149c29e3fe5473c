#!/usr/bin/env node
// Plain JavaScript without imports of ours: it has to run on a Node that cannot run the rest, and say so.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as module from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const wanted = 24
const majorOf = version => Number(/^v?(\d+)\./.exec(version)?.[1] ?? 0)

/** The Node that came with the installation, in the nearest node_modules/.bin. */
function findOwnNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  let directory = dirname(fileURLToPath(import.meta.url))
  while (directory !== dirname(directory)) {
    const candidate = join(directory, 'node_modules', '.bin', name)
    if (existsSync(candidate) && isNewEnough(candidate)) return candidate
    directory = dirname(directory)
  }
  return null
}

function isNewEnough(node) {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' })
  return majorOf(stdout ?? '') >= wanted
}

function runWith(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (status, signal) => process.exit(status ?? 128 + (constants.signals[signal] ?? 0)))
}

/** Compiled code is kept beside the installation's packages, where who could write could change the code itself. */
function keepCompiled() {
  module.enableCompileCache(fileURLToPath(new URL('../.cache', import.meta.url)))
}

if (majorOf(process.version) >= wanted) {
  keepCompiled()
  const { main } = await import('../src/main.ts')
  await main()
} else {
  const node = findOwnNode()
  if (node) runWith(node)
  else {
    process.stderr.write(
      `keyturn needs Node ${wanted} or newer; this is ${process.version}. Install it from https://nodejs.org, or beside keyturn: npm install node@${wanted}\n`,
    )
    process.exitCode = 1
  }
}
