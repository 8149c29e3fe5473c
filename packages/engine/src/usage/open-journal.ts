import { mkdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Clock, systemClock } from '../clock/clock.ts'
import type { EngineLog } from '../clock/engine-log.ts'
import { createPrivately } from '../storage/data-directory.ts'
import { Journal } from './journal.ts'
import { type JournalFiles, systemFiles } from './journal-files.ts'
import { lockFile, lockJournal } from './journal-lock.ts'

/** What an acknowledged event survives: the death of the process, or the loss of power too. */
export type Durability = 'process-crash' | 'power-loss'

export type OpenJournalOptions = {
  /** The directory of all journals of this data directory; the journal makes its own in it. */
  directory: string
  /** A new `jnl_…` id: journals are never written to again once closed. */
  journalId: string
  durability: Durability
  /** Appends are refused while so many bytes wait to be shipped. Default 1 GiB. */
  maxBacklogBytes?: number
  /** A segment is followed by the next one from this size on. Default 64 MiB. */
  segmentBytes?: number
  log: EngineLog
  clock?: Clock
  files?: JournalFiles
}

const mebibyte = 1024 * 1024

/** Makes a new journal, held by this process. Rejects when its directory cannot be made or exists. */
export async function openJournal(options: OpenJournalOptions): Promise<Journal> {
  const { directory: parent, journalId, files = systemFiles } = options
  const directory = join(parent, journalId)
  // Under its final name a journal is always locked while its process lives, so nobody takes it for a dead one's.
  const unfinished = join(parent, `new-${journalId}`)
  await mkdir(unfinished, { recursive: true, mode: 0o700 })
  createPrivately(join(unfinished, lockFile))
  const lock = lockJournal(unfinished)
  if (lock === null) throw new Error(`the journal ${journalId} is held by another process`)
  await rename(unfinished, directory)
  const syncs = options.durability === 'power-loss'
  if (syncs) for (const each of [parent, dirname(parent)]) await files.syncDirectory(each)
  return new Journal({
    id: journalId,
    directory,
    lock,
    segment: { directory, files, syncs },
    segmentBytes: options.segmentBytes ?? 64 * mebibyte,
    maxBacklogBytes: options.maxBacklogBytes ?? 1024 * mebibyte,
    clock: options.clock ?? systemClock,
    log: options.log,
  })
}
