import { join } from 'node:path'
import { lockJournal } from './journal-lock.ts'
import { listJournals } from './ship-leftovers.ts'

/** The journals of a data directory whose processes are certainly gone: nobody holds their locks. */
export function findDeadJournals(directory: string): string[] {
  return listJournals(directory).filter(id => {
    const lock = lockJournal(join(directory, id))
    lock?.release()
    return lock !== null
  })
}
