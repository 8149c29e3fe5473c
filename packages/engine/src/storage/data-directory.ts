/**
 * The data directory holds digests, logs and journals, and nobody but the server has business in it: directories are
 * 0700 and files 0600, also where somebody made the directory with looser rights.
 */
import {
  chmodSync,
  closeSync,
  type Dirent,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { EngineError } from '../errors/engine-error.ts'

const ownFile = /\.(db|db-wal|db-shm|jnl)$|^installation$/
const ownDirectories = ['usage', 'journals']

/** Makes the directory where it is missing and takes others' rights away from what is in it. */
export function prepareDataDirectory(directory: string): void {
  try {
    makeDirectory(directory)
    tighten(directory, { whole: false })
  } catch (error) {
    throw error instanceof EngineError ? error : unusable(error)
  }
}

/** Creates a file with rights for its owner alone: the files that SQLite puts beside a database follow its mode. */
export function createPrivately(file: string): void {
  closeSync(openSync(file, 'a', 0o600))
}

/** What a start says when the files cannot be used. */
export function unusable(cause: unknown): EngineError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return new EngineError('storage_unavailable', `${reasonOf(code)} Check KEYTURN_DATA.`, { cause })
}

function reasonOf(code: string): string {
  if (code === 'EROFS' || code === 'SQLITE_READONLY') return 'The data directory is read-only.'
  if (code === 'ENOTDIR' || code === 'EEXIST') return 'The data directory is not a directory.'
  if (code === 'EACCES' || code === 'EPERM') return 'The data directory may not be written by this user.'
  if (code === 'ENOSPC' || code === 'SQLITE_FULL') return 'The disk of the data directory is full.'
  return 'The data directory cannot be made or written.'
}

/** Level by level: the recursive form of Node never returns where a file system lets nobody make directories. */
function makeDirectory(directory: string): void {
  const known = statSync(directory, { throwIfNoEntry: false })
  if (known?.isDirectory()) return
  if (known) throw Object.assign(new Error('not a directory'), { code: 'ENOTDIR' })
  if (dirname(directory) !== directory) makeDirectory(dirname(directory))
  try {
    mkdirSync(directory, { mode: 0o700 })
  } catch (error) {
    // Another process may have been quicker.
    if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
}

/** Only files that are Keyturn's own: the directory may have been named by mistake. */
function tighten(directory: string, { whole }: { whole: boolean }): void {
  restrict(directory, 0o700)
  for (const entry of entriesOf(directory)) {
    const path = join(directory, entry.name)
    if (entry.isDirectory() && (whole || ownDirectories.includes(entry.name))) tighten(path, { whole: true })
    if (entry.isFile() && (whole || ownFile.test(entry.name))) restrict(path, 0o600)
  }
}

/** A journal that another node has shipped is gone. */
function entriesOf(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

/** Another node may have removed it meanwhile; one that belongs to somebody else fails when it is opened. */
function restrict(path: string, mode: number): void {
  try {
    if ((lstatSync(path).mode & 0o777 & ~mode) !== 0) chmodSync(path, mode)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code !== 'ENOENT' && code !== 'EPERM') throw error
  }
}
