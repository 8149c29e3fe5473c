import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A disk of its own for one process, which only that process sees and which ends with it. */
export type SmallDisk = {
  /** To start the process under. */
  under: string[]
  /** Where others see the directory. */
  pathOf(pid: number): string
  /** Takes up all that is free, and gives it back. */
  fill(pid: number): void
  free(pid: number): void
}

const script = 'mount -t tmpfs -o "size=$1m" tmpfs "$0" && shift && exec "$@"'
const ways = [
  ['unshare', '-m'],
  ['unshare', '-Urm'],
]

/** A directory on a small disk; a sentence that says why not, where this user may not mount one. */
export function smallDisk(directory: string, mebibytes: number): SmallDisk | string {
  const wrapped = (way: string[]) => [...way, 'sh', '-c', script, directory, String(mebibytes)]
  const way = ways.find(each => spawnSync(each[0]!, [...wrapped(each).slice(1), 'true']).status === 0)
  if (way === undefined) return 'this user may not mount a small disk'
  const pathOf = (pid: number) => `/proc/${pid}/root${directory}`
  const ballast = (pid: number) => join(pathOf(pid), 'ballast')
  return {
    under: wrapped(way),
    pathOf,
    fill: pid => {
      for (const bytes of [1024 * 1024, 4096]) {
        try {
          for (;;) writeFileSync(ballast(pid), Buffer.alloc(bytes, 1), { flag: 'a' })
        } catch (error) {
          if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
        }
      }
    },
    free: pid => rmSync(ballast(pid)),
  }
}
