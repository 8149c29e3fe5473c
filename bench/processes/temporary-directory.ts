import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const directories: string[] = []

process.once('exit', () => {
  for (const path of directories) rmSync(path, { recursive: true, force: true })
})

/** An empty directory that is removed with the process. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'keyturn-bench-'))
  directories.push(path)
  return path
}
