import { randomBytes } from 'node:crypto'
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { EngineError } from '../errors/engine-error.ts'
import { syncDirectory } from '../storage/sync-directory.ts'
import { newKekLine, parseKeyRing, whyUnreadable } from './local-kek.ts'

export type RotatedKekFile = {
  /** What wraps data keys from now on. */
  kekId: string
  /** What has to stay in the file until the servers have wrapped every data key anew. */
  previous: string[]
}

/**
 * Puts a fresh KEK before those that a KEK file holds. Servers notice it, wrap their data keys anew, and say when the
 * previous ones are not needed any more. Whole or not at all, one at a time; owner, mode and links stay.
 *
 * @throws EngineError `conflict` where the file is missing or damaged, as it must not be replaced by a new one, and where
 * another rotation is under way.
 */
export async function rotateKekFile(path: string): Promise<RotatedKekFile> {
  const target = await realpath(path).catch((error: unknown) => refuse(whyUnreadable(error)))
  const lock = `${target}.lock`
  const held = await open(lock, 'wx', 0o600).catch(() =>
    refuse(`Another rotation is under way, or was broken off: if none is, delete ${lock}.`),
  )
  try {
    return await rotate(target)
  } finally {
    await held.close()
    await rm(lock, { force: true })
  }
}

async function rotate(target: string): Promise<RotatedKekFile> {
  const text = await readFile(target, 'utf8').catch((error: unknown) => refuse(whyUnreadable(error)))
  const { problem } = parseKeyRing(text)
  if (problem !== null) refuse(`${problem} A rotation needs the present key: put the file back first.`)
  const lines = text.split('\n')
  const first = lines.findIndex(line => line.trim() !== '' && !line.startsWith('#'))
  const rotated = lines.toSpliced(first, 0, newKekLine()).join('\n')
  await replace(target, rotated)
  const [kek, ...previous] = parseKeyRing(rotated).keks
  return { kekId: kek?.id ?? '', previous: previous.map(({ id }) => id) }
}

async function replace(target: string, text: string): Promise<void> {
  const { uid, gid, mode } = await stat(target)
  const unfinished = `${target}.${randomBytes(6).toString('hex')}`
  const file = await open(unfinished, 'wx', 0o600)
  try {
    try {
      await file.writeFile(text)
      await file.chmod(mode & 0o777)
      await file.chown(uid, gid)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(unfinished, target)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
  syncDirectory(dirname(target))
}

function refuse(sentence: string): never {
  throw new EngineError('conflict', `${sentence} Nothing was changed.`)
}
