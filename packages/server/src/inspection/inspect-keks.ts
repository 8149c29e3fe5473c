import { readFileSync } from 'node:fs'
import { defaultKekFile, parseKeyRing, readKeks, type StoredKek } from '@keyturn/engine'
import type { Settings } from '../config/settings.ts'
import { type Finding, ok, serious } from './finding.ts'

const check = 'kek'

/** Whether the KEK file and the database belong together. */
export async function inspectKeks({ dataDirectory, databaseUrl, kekFile }: Settings): Promise<Finding[]> {
  const stored = await readKeks({ dataDirectory, databaseUrl }).catch(() => null)
  // What is wrong with the database is told by the look at it.
  if (stored === null) return []
  const held = new Set(idsIn(kekFile ?? defaultKekFile(dataDirectory)))
  const missing = neededOf(stored).filter(({ id }) => !held.has(id))
  if (missing.length > 0) return missing.map(tellMissing)
  const spare = stored.filter(kek => kek.isRetired && kek.dataKeys === 0 && held.has(kek.id))
  const rest = spare.map(({ id }) => `${id} is not needed any more; its line may leave it.`)
  const first =
    stored.length === 0 ? 'Nothing was encrypted yet.' : 'The KEK file holds what the database needs.'
  return [ok(check, [first, ...rest].join(' '))]
}

/** The newest that was not given up, which new data keys are wrapped under, and whatever wraps one. */
function neededOf(stored: readonly StoredKek[]): StoredKek[] {
  const newest = stored.findLast(({ isRetired }) => !isRetired)
  return stored.filter(kek => kek === newest || kek.dataKeys > 0)
}

function tellMissing({ id, dataKeys }: StoredKek): Finding {
  return serious(
    check,
    `The database needs ${id}, which is not in the KEK file: what ${dataKeys} organizations have kept cannot be shown.`,
    `Put the file back from its copy. Only where it is lost for good: keyturn forget-kek ${id}`,
  )
}

function idsIn(path: string): string[] {
  try {
    return parseKeyRing(readFileSync(path, 'utf8')).keks.map(({ id }) => id)
  } catch {
    return []
  }
}
