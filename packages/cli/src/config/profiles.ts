/**
 * Profiles hold management keys, so their file is for its owner alone: it is made with mode 0600, and refused when
 * others may read it, when it belongs to somebody else, or when it is reached by somebody else's symbolic link.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { Refusal } from '../output/refusal.ts'

export type Profile = { url: string; key: string }
export type Profiles = { current: string | null; profiles: { [name: string]: Profile } }

const none: Profiles = { current: null, profiles: {} }

/** No profiles where there is no file. Throws `Refusal` for a file that cannot be trusted or read. */
export function readProfiles(file: string): Profiles {
  const link = lstatSync(file, { throwIfNoEntry: false })
  if (link === undefined) return none
  if (link.isSymbolicLink() && !isOurs(link.uid)) {
    throw new Refusal(`${file} is a symbolic link of another user. Remove it and run keyturn configure.`)
  }
  const descriptor = open(file)
  try {
    const { mode, uid } = fstatSync(descriptor)
    if (!isOurs(uid))
      throw new Refusal(`${file} belongs to another user. Remove it and run keyturn configure.`)
    if ((mode & 0o077) !== 0) {
      throw new Refusal(
        `Others may read ${file}, which holds keys. Run chmod 600 ${file}, and rotate the keys in it if others use this machine.`,
      )
    }
    return parse(file, readFileSync(descriptor, 'utf8'))
  } finally {
    closeSync(descriptor)
  }
}

/** Replaces the file as a whole, so that no reader sees half of it. */
export function writeProfiles(file: string, profiles: Profiles): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const target = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ? realpathSync(file) : file
  const fresh = `${target}.${process.pid}`
  try {
    writeFileSync(fresh, `${JSON.stringify(profiles, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
    renameSync(fresh, target)
  } catch (cause) {
    rmSync(fresh, { force: true })
    throw new Refusal(`${file} cannot be written.`, { cause })
  }
}

function open(file: string): number {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (cause) {
    throw new Refusal(`${file} cannot be read.`, { cause })
  }
}

/** Root may prepare the file for anybody. */
function isOurs(uid: number): boolean {
  return uid === process.getuid?.() || uid === 0
}

function parse(file: string, text: string): Profiles {
  const refused = new Refusal(`${file} is not a file of profiles. Remove it and run keyturn configure.`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw refused
  }
  if (!isProfiles(value)) throw refused
  return value
}

function isProfiles(value: unknown): value is Profiles {
  if (!isObject(value) || !isObject(value['profiles'])) return false
  const { current, profiles } = value
  if (current !== null && typeof current !== 'string') return false
  return Object.values(profiles).every(
    profile => isObject(profile) && typeof profile['url'] === 'string' && typeof profile['key'] === 'string',
  )
}

function isObject(value: unknown): value is { [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
