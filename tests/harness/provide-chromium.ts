import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome']
const elsewhere = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']

/** The path of a Chromium; it is installed where this is Debian and root asks. What cannot be had says why. */
export function provideChromium(): { file: string } | string {
  const found = findChromium()
  if (found !== null) return { file: found }
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return 'there is no Chromium here, and only root on Debian can install it'
  const failure = install()
  const installed = findChromium()
  return installed === null ? (failure ?? 'it was installed, and is not there') : { file: installed }
}

function findChromium(): string | null {
  const directories = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin']
  const files = [...directories.flatMap(directory => names.map(name => join(directory, name))), ...elsewhere]
  return files.find(existsSync) ?? null
}

/** Null when it has worked, else why not. Other test files may be at the same. */
function install(): string | null {
  const patient = ['-q', '-o', 'DPkg::Lock::Timeout=600']
  return (
    run('apt-get', ['update', ...patient]) ??
    run('apt-get', ['install', ...patient, '-y', '--no-install-recommends', 'chromium'])
  )
}

function run(program: string, parameters: string[]): string | null {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { status, stderr } = spawnSync(program, parameters, { env, encoding: 'utf8' })
  return status === 0 ? null : `${program} ${parameters[0]}: ${stderr.trim()}`
}
