import { open, readFile, rename, rm } from 'node:fs/promises'
import { EngineError } from '../errors/engine-error.ts'
import { newKekLine, parseKeyRing } from './local-kek.ts'

export type RotatedKekFile = {
  /** What wraps data keys from now on. */
  kekId: string
  /** What has to stay in the file until the servers have wrapped every data key anew. */
  previous: string[]
}

/**
 * Puts a fresh KEK before those that a KEK file holds. Servers notice it, wrap their data keys anew,
 * and say when the previous ones are not needed any more. Whole or not at all.
 *
 * @throws EngineError `conflict` where the file is missing or damaged: it must not be replaced by a new one.
 */
export async function rotateKekFile(path: string): Promise<RotatedKekFile> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const before = parseKeyRing(text)
  if (before.problem !== null) {
    throw new EngineError(
      'conflict',
      `${before.problem} A rotation needs the present key: put the file back first. Nothing was changed.`,
    )
  }
  const lines = text.split('\n')
  const first = lines.findIndex(line => line.trim() !== '' && !line.startsWith('#'))
  const rotated = lines.toSpliced(first, 0, newKekLine()).join('\n')
  await replace(path, rotated)
  const [kek, ...previous] = parseKeyRing(rotated).keks
  return { kekId: kek?.id ?? '', previous: previous.map(({ id }) => id) }
}

async function replace(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}.new`
  try {
    const file = await open(unfinished, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}
