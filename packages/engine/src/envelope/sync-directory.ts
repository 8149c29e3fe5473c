import { open } from 'node:fs/promises'

/** After a power cut a name may be missing whose file was synced: the directory is synced too. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
