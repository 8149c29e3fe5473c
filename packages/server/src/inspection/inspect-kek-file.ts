import { readFileSync, statSync } from 'node:fs'
import { defaultKekFile, parseKeyRing } from '@keyturn/engine'
import type { Settings } from '../config/settings.ts'
import { type Finding, ok, serious, warning } from './finding.ts'

const check = 'kek-file'

/** The key under which tokens that can be shown again are encrypted: whether it is whole, and its owner's alone. */
export function inspectKekFile({ dataDirectory, kekFile }: Settings): Finding {
  const path = kekFile ?? defaultKekFile(dataDirectory)
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) {
    return ok(check, `${path} is not there. It is made when the first token is to be kept.`)
  }
  if ((stats.mode & 0o077) !== 0) {
    return serious(check, `Others may read ${path}.`, `Run chmod 600 ${path}.`)
  }
  const { keks, problem } = parseKeyRing(readText(path))
  if (problem !== null) {
    return serious(check, `${path}: ${problem}`, 'Put the file back from its copy; do not make a new one.')
  }
  const ids = keks.map(({ id }) => id).join(', ')
  if (kekFile === null) {
    return warning(
      check,
      `${path} holds ${ids}, beside the data directory.`,
      'Keep it where the data and its backups are not, and name it in KEYTURN_KEK_FILE.',
    )
  }
  return ok(check, `${path} holds ${ids}.`)
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
