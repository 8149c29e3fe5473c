/**
 * Runs a script of this repository with Node 24 after installing what is missing:
 *
 *     node scripts/with-install.mjs scripts/test.ts [arguments]
 *
 * Works on any Node ≥ 20 and imports nothing from npm, because it runs before anything is installed.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import * as module from 'node:module'
import { basename, delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const projectNode = join(root, 'node_modules', '.bin', 'node')
const nodePackage = `node-${process.platform}-${process.arch}`
const wantedMajor = 24

const major = version => Number(String(version).split('.')[0])

function refuse(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

function assertSupportedMachine() {
  if (process.platform !== 'linux' && process.platform !== 'darwin') {
    refuse(`Keyturn runs on Linux and macOS, and this is ${process.platform}. On Windows, use WSL 2.`)
  }
  if (major(process.versions.node) < 20) {
    refuse(`Keyturn needs Node 20 or newer to install itself, and this is Node ${process.versions.node}.`)
  }
  const packages = readJson(join(root, 'package-lock.json'))?.packages ?? {}
  if (major(process.versions.node) < wantedMajor && !packages[`node_modules/${nodePackage}`]) {
    refuse(
      `Keyturn runs on Node 24, this is Node ${process.versions.node}, and npm has no Node 24 for ${process.platform} ${process.arch}. Install it (https://nodejs.org/en/download, or: nvm install 24) and run the same command again.`,
    )
  }
}

/** npm writes node_modules/.package-lock.json last, so an interrupted install counts as none. */
function isInstalled() {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages
  const installed = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages
  if (!wanted || !installed) return false
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) continue
    const found = installed[path]
    if (!found && !entry.optional) return false
    if (found && (found.version !== entry.version || found.integrity !== entry.integrity)) return false
  }
  return findNode() !== null || !wanted[`node_modules/${nodePackage}`]
}

/** The project's own Node if it is new enough, else the running one if that is, else null. */
function findNode() {
  const own = readJson(join(root, 'node_modules', nodePackage, 'package.json'))
  if (own && major(own.version) >= wantedMajor && existsSync(projectNode)) return projectNode
  return major(process.versions.node) >= wantedMajor ? process.execPath : null
}

/** The npm that called us, run by the Node it runs on: ours is about to be deleted by `npm ci`. */
function findNpm(environment) {
  const cli = environment.npm_execpath
  const node = environment.npm_node_execpath
  if (cli && node && basename(cli) === 'npm-cli.js' && existsSync(cli) && existsSync(node)) return [node, cli]
  return ['npm']
}

function installEnvironment() {
  const own = join(root, 'node_modules', '.bin')
  const path = (process.env.PATH ?? '').split(delimiter).filter(entry => entry !== own)
  const environment = { ...process.env, PATH: path.join(delimiter) }
  if (environment.HOME === '') delete environment.HOME
  return environment
}

function install() {
  const startedAt = Date.now()
  process.stderr.write('Installing dependencies (once, about a minute) … ')
  const environment = installEnvironment()
  const [command, ...head] = findNpm(environment)
  const flags = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--no-progress', '--ignore-scripts']
  const run = spawnSync(command, [...head, ...flags], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (run.status !== 0) {
    process.stderr.write(`failed\n${run.stdout ?? ''}${run.stderr ?? ''}`)
    refuse(
      `npm ci did not succeed${run.error ? ` (${run.error.message})` : ''}. It needs the npm registry (look at proxy settings and the network) and about 600 MB of disk.`,
    )
  }
  process.stderr.write(`done in ${Math.round((Date.now() - startedAt) / 1000)} s\n`)
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Two commands started at once in a fresh clone must not install into each other's node_modules. */
function installOnce() {
  const lock = join(root, '.cache', 'installing')
  mkdirSync(dirname(lock), { recursive: true })
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const holder = Number(existsSync(lock) ? readFileSync(lock, 'utf8') : 0)
    if (holder && !isAlive(holder)) rmSync(lock, { force: true })
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
  }
  process.once('exit', () => rmSync(lock, { force: true }))
  if (!isInstalled()) install()
  rmSync(lock, { force: true })
}

function isRunningNode(path) {
  return realpathSync(path) === realpathSync(process.execPath)
}

/** The terminal already sends Ctrl-C to the whole group; a second copy would read as "stop at once". */
function passSignals(child) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
}

function runWith(node, script, scriptArguments) {
  const child = spawn(node, [script, ...scriptArguments], { stdio: 'inherit' })
  passSignals(child)
  child.once('error', error => refuse(`${node} does not start here (${error.message}). Install Node 24.`))
  child.once('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

/** A quarter of a start is to compile what has not changed since the last one. */
function keepCompiled() {
  process.env.NODE_COMPILE_CACHE ||= join(root, '.cache', 'compiled')
  module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE)
}

async function main() {
  const [script, ...scriptArguments] = process.argv.slice(2)
  if (!script) refuse('Usage: node scripts/with-install.mjs <script> [arguments]')
  assertSupportedMachine()
  if (!isInstalled()) installOnce()
  const node = findNode()
  if (node === null) {
    refuse(`npm did not install ${nodePackage}. Install Node 24 yourself and run the same command again.`)
  }
  const path = resolve(root, script)
  const own = join(root, 'node_modules', '.bin')
  if (!(process.env.PATH ?? '').split(delimiter).includes(own)) {
    process.env.PATH = `${own}${delimiter}${process.env.PATH ?? ''}`
  }
  keepCompiled()
  if (!isRunningNode(node)) return runWith(node, path, scriptArguments)
  process.argv = [process.execPath, path, ...scriptArguments]
  await import(pathToFileURL(path).href)
}

await main()
