import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freshPostgres } from '@keyturn/engine/testing'

/** How to get rid of what this test run has made, by path or URL. */
const removals = new Map<string, () => unknown>()

/** An empty directory. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'keyturn-test-'))
  removals.set(path, () => {
    rmSync(path, { recursive: true, force: true })
    // Beside it, where a server has kept tokens.
    rmSync(`${path}.kek`, { force: true })
  })
  return path
}

/** The URL of an empty PostgreSQL database. */
export async function temporaryDatabase(): Promise<string> {
  const { url, drop } = await freshPostgres()
  removals.set(url, drop)
  return url
}

/** Removes directories and databases that came from here, and nothing else. Repeatable. */
export async function removeTemporary(names: readonly (string | null)[]): Promise<void> {
  for (const name of names) {
    if (name === null) continue
    await removals.get(name)?.()
    removals.delete(name)
  }
}
