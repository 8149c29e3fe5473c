import { close, fdatasync, fsync, open, unlink, write, writeSync } from 'node:fs'
import { systemClock } from '../clock/clock.ts'
import { PacedWrites } from './paced-writes.ts'

/** The file system as the journal uses it; tests pass one that fails. */
export type JournalFiles = {
  /** Creates a file that must not exist. */
  create(path: string): Promise<number>
  /** May write less than asked; answers, at once or later, how much it was. */
  write(...given: Write): number | Promise<number>
  syncData(fd: number): Promise<void>
  /** Makes the names in a directory survive a power cut. */
  syncDirectory(path: string): Promise<void>
  close(fd: number): Promise<void>
  remove(path: string): Promise<void>
}

type Write = [fd: number, buffer: Buffer, offset: number, length: number, position: number]

/** How the disk takes writes is the same for all journals of a process. */
const writes = new PacedWrites<Write>({
  now: (...given) => writeSync(...given),
  later: (...given) => promised<number>(done => write(...given, done)),
  monotonic: systemClock.monotonic,
})

export const systemFiles: JournalFiles = {
  create: path => promised<number>(done => open(path, 'wx', 0o600, done)),
  write: (...given) => writes.write(...given),
  syncData: fd => promised<void>(done => fdatasync(fd, done)),
  async syncDirectory(path) {
    const fd = await promised<number>(done => open(path, 'r', done))
    try {
      await promised<void>(done => fsync(fd, done))
    } finally {
      await systemFiles.close(fd)
    }
  },
  close: fd => promised<void>(done => close(fd, done)),
  remove: path => promised<void>(done => unlink(path, done)),
}

type Done<T> = (error: NodeJS.ErrnoException | null, value?: T) => void

function promised<T>(start: (done: Done<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => (error ? reject(error) : resolve(value as T)))
  })
}
