import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { developmentMarker } from '../process/development-data.ts'
import { type Finding, ok, serious, warning } from './finding.ts'

const gibibyte = 1024 ** 3
const freeSerious = gibibyte / 4
const freeWarning = 2 * gibibyte

/** Who may read the data, who may write it, and whether the journal has room. */
export function inspectDataDirectory(directory: string): Finding[] {
  const path = resolve(directory)
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) {
    return [
      warning(
        'data-directory',
        `${path} does not exist yet.`,
        'keyturn serve makes it; or name another one in KEYTURN_DATA.',
      ),
    ]
  }
  if (!stats.isDirectory()) {
    return [serious('data-directory', `${path} is not a directory.`, 'Name a directory in KEYTURN_DATA.')]
  }
  return [access(path, stats), content(path), space(path)].filter(finding => finding !== null)
}

function access(path: string, { mode, uid }: { mode: number; uid: number }): Finding {
  const check = 'data-directory'
  if (!isWritable(path)) {
    return serious(
      check,
      `This user may not write ${path}.`,
      'Run the doctor as the user that Keyturn runs as, and give the directory to it.',
    )
  }
  if ((mode & 0o077) !== 0) {
    return serious(
      check,
      `Others may look into ${path}, which holds digests and logs.`,
      `Run chmod 700 ${path}; a start does it too.`,
    )
  }
  const own = process.getuid?.() ?? uid
  if (uid !== own) {
    return warning(check, `${path} belongs to another user.`, 'Give it to the user that Keyturn runs as.')
  }
  return ok(check, `Only its owner can look into ${path}.`)
}

function content(path: string): Finding | null {
  if (!existsSync(join(path, developmentMarker))) return null
  return serious(
    'sample-data',
    'The data directory holds sample data, made by npm start.',
    'Choose another directory in KEYTURN_DATA; keyturn serve refuses this one.',
  )
}

function space(path: string): Finding {
  const { bavail, blocks, bsize } = statfsSync(path)
  const free = bavail * bsize
  const sentence = `${(free / gibibyte).toFixed(1)} GiB are free where the journal is written (${Math.round((100 * bavail) / blocks)} %).`
  const advice = 'Free some space: without it nothing can be verified, because nothing can be recorded.'
  if (free < freeSerious) return serious('free-space', sentence, advice)
  return free < freeWarning ? warning('free-space', sentence, advice) : ok('free-space', sentence)
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
    return true
  } catch {
    return false
  }
}
