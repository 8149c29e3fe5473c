import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

export const gatewayNames = ['nginx', 'caddy', 'haproxy'] as const
export type GatewayName = (typeof gatewayNames)[number]

/** A program to run, and the environment that it needs. */
export type GatewayProgram = { file: string; env: Record<string, string> }

const root = resolve(import.meta.dirname, '../../.cache/gateways')

/**
 * Finds a gateway on this machine, or fetches Debian's packages and unpacks them into a cache of this checkout: nothing
 * is installed, and no service is started. What cannot be had says why.
 */
export function provideGateway(name: GatewayName): GatewayProgram | string {
  return (
    findInstalled(name) ??
    findUnpacked(name) ??
    fetchFromDebian() ??
    findUnpacked(name) ??
    'it was not unpacked'
  )
}

function findInstalled(name: GatewayName): GatewayProgram | null {
  const directories = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  const directory = directories.find(each => existsSync(join(each, name)))
  return directory === undefined ? null : { file: join(directory, name), env: {} }
}

function findUnpacked(name: GatewayName): GatewayProgram | null {
  const file = ['usr/sbin', 'usr/bin'].map(each => join(root, each, name)).find(existsSync)
  if (file === undefined) return null
  const libraries = ['usr/lib', 'lib'].map(each => join(root, each)).filter(existsSync)
  const paths = libraries.flatMap(each => readdirSync(each).map(inner => join(each, inner)))
  return { file, env: { LD_LIBRARY_PATH: paths.filter(each => each.includes('-linux-gnu')).join(':') } }
}

/** Null when it has worked, else why not. */
function fetchFromDebian(): string | null {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return 'it is not installed, and only root on Debian can fetch it'
  const unpacked = `${root}.${process.pid}`
  const packages = join(unpacked, 'packages')
  mkdirSync(join(packages, 'partial'), { recursive: true })
  try {
    return (
      run('apt-get', ['update', '-q']) ??
      run('apt-get', [
        ...['install', '-q', '-y', '--no-install-recommends', '--download-only'],
        ...['-o', `Dir::Cache::archives=${packages}`, 'nginx', 'caddy', 'haproxy'],
      ]) ??
      unpackAll(packages, unpacked)
    )
  } finally {
    rmSync(unpacked, { recursive: true, force: true })
  }
}

function unpackAll(packages: string, unpacked: string): string | null {
  for (const file of readdirSync(packages).filter(each => each.endsWith('.deb'))) {
    const failure = run('dpkg-deb', ['-x', join(packages, file), unpacked])
    if (failure !== null) return failure
  }
  rmSync(packages, { recursive: true })
  // Whole or not at all: another run may look for it at the same moment.
  if (!existsSync(root)) renameSync(unpacked, root)
  return null
}

function run(program: string, parameters: string[]): string | null {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { status, stderr } = spawnSync(program, parameters, { env, encoding: 'utf8' })
  return status === 0 ? null : `${program} ${parameters[0]}: ${stderr.trim()}`
}
