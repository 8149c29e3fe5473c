import { closeSync, fsyncSync, openSync } from 'node:fs'

/** Makes the names in a directory survive a power cut: a file that was synced may otherwise be missing from it. */
export function syncDirectory(directory: string): void {
  const fd = openSync(directory, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
