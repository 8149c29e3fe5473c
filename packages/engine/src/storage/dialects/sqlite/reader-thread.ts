import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { readAllPostings } from './usage-month.ts'

/** One query for the reader thread: which file, what to run; null closes the file. */
export type ReaderRequest = { id: number; file: string; sql: string | null; parameters: readonly unknown[] }
/** Asks the thread to close every file and to end by itself: one ended from outside may be inside SQLite. */
export const readerEnd = 'end'
export type ReaderResponse =
  | { id: number; rows: unknown[] }
  | { id: number; error: { message: string; code: string | null } }

/** What the thread is started with: the control database, and the activity database that is attached to it. */
export type ReaderSetup = { control: string; activity: string }

const openMax = 16

/** Answers queries on read-only handles, so that a list of a million rows never stops a verification. */
class Reader {
  readonly #setup: ReaderSetup
  readonly #open = new Map<string, Database.Database>()
  /** Months whose postings are read with the recent ones. */
  readonly #whole = new WeakSet<Database.Database>()

  constructor(setup: ReaderSetup) {
    this.#setup = setup
  }

  answer(request: ReaderRequest): ReaderResponse {
    try {
      if (request.sql === null) return this.#release(request)
      const database = this.#handleOf(request.file)
      if (request.file !== this.#setup.control && !this.#whole.has(database) && readAllPostings(database))
        this.#whole.add(database)
      return { id: request.id, rows: database.prepare(request.sql).all(...request.parameters) }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      const code = error instanceof Database.SqliteError ? error.code : null
      return { id: request.id, error: { message, code } }
    }
  }

  #handleOf(file: string): Database.Database {
    const known = this.#open.get(file)
    if (known) return known
    if (this.#open.size >= openMax) this.#closeOldest()
    const database = new Database(file, { readonly: true, timeout: 5_000 })
    if (file === this.#setup.control) database.prepare('ATTACH ? AS usage').run(this.#setup.activity)
    this.#open.set(file, database)
    return database
  }

  #release({ id, file }: ReaderRequest): ReaderResponse {
    this.#open.get(file)?.close()
    this.#open.delete(file)
    return { id, rows: [] }
  }

  closeAll(): void {
    for (const database of this.#open.values()) database.close()
    this.#open.clear()
  }

  #closeOldest(): void {
    for (const [file, database] of this.#open) {
      if (file === this.#setup.control) continue
      database.close()
      this.#open.delete(file)
      return
    }
  }
}

if (!isMainThread && parentPort) {
  const port = parentPort
  const reader = new Reader(workerData)
  port.on('message', (request: ReaderRequest | typeof readerEnd) => {
    if (request !== readerEnd) return port.postMessage(reader.answer(request))
    reader.closeAll()
    port.close()
  })
}
