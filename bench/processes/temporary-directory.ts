import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** An empty directory that is removed with the process. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'keyturn-bench-'))
  process.once('exit', () => rmSync(path, { recursive: true, force: true }))
  return path
}
