import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { type CompiledQuery, type DatabaseConnection, type Driver, Kysely, type QueryResult } from 'kysely'
import { type ReaderRequest, type ReaderResponse, type ReaderSetup, readerEnd } from './reader-thread.ts'
import { dialectOf } from './sqlite-dialect.ts'
import { toSqliteFailure } from './sqlite-failure.ts'

/** How long a query may go on when its thread is to end. */
const endWithinMs = 2_000

type Waiter = { resolve: (rows: unknown[]) => void; reject: (error: unknown) => void }

/** The reader thread as seen from the main thread: SQL goes over, rows come back. Restarts when it dies. */
export class ReaderThread {
  readonly #setup: ReaderSetup
  readonly #waiting = new Map<number, Waiter>()
  #worker: Worker | null = null
  #nextId = 1

  constructor(setup: ReaderSetup) {
    this.#setup = setup
  }

  /** Kysely over one file of the thread; read-only. */
  over<Tables>(file: string): Kysely<Tables> {
    return new Kysely<Tables>({ dialect: dialectOf(new ReaderDriver(this, file)) })
  }

  query(file: string, sql: string | null, parameters: readonly unknown[]): Promise<unknown[]> {
    const worker = this.#worker ?? this.#start()
    const id = this.#nextId++
    const { promise, resolve, reject } = Promise.withResolvers<unknown[]>()
    this.#waiting.set(id, { resolve, reject })
    worker.ref()
    const request: ReaderRequest = { id, file, sql, parameters }
    worker.postMessage(request)
    return promise
  }

  /** Closes the thread's handle on a file that is to be removed. */
  async release(file: string): Promise<void> {
    if (this.#worker === null) return
    await this.query(file, null, [])
  }

  /** Ends the thread when it has answered what it was asked; one that takes longer than that is ended from outside. */
  async close(): Promise<void> {
    const worker = this.#worker
    if (worker === null) return
    worker.ref()
    const ended = new Promise(resolve => worker.once('exit', resolve))
    worker.postMessage(readerEnd)
    const timer = setTimeout(() => void worker.terminate(), endWithinMs)
    await ended
    clearTimeout(timer)
    this.#worker = null
  }

  #start(): Worker {
    const entry = new URL(`./reader-thread${extname(import.meta.url)}`, import.meta.url)
    const worker = new Worker(entry, { workerData: this.#setup })
    worker.on('message', (response: ReaderResponse) => this.#settle(response))
    worker.on('error', error => this.#fail(worker, error))
    worker.on('exit', () => this.#fail(worker, new Error('the reader thread ended')))
    this.#worker = worker
    return worker
  }

  #settle(response: ReaderResponse): void {
    const waiter = this.#waiting.get(response.id)
    this.#waiting.delete(response.id)
    if (this.#waiting.size === 0) this.#worker?.unref()
    if ('rows' in response) waiter?.resolve(response.rows.map(withBuffers))
    else
      waiter?.reject(
        toSqliteFailure(Object.assign(new Error(response.error.message), { code: response.error.code })),
      )
  }

  #fail(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return
    this.#worker = null
    for (const waiter of this.#waiting.values()) waiter.reject(error)
    this.#waiting.clear()
  }
}

/** Bytes lose their Buffer on the way between threads. */
function withBuffers(row: unknown): unknown {
  if (typeof row !== 'object' || row === null) return row
  for (const [name, value] of Object.entries(row)) {
    if (value instanceof Uint8Array)
      Reflect.set(row, name, Buffer.from(value.buffer, value.byteOffset, value.length))
  }
  return row
}

class ReaderDriver implements Driver {
  readonly #connection: DatabaseConnection

  constructor(thread: ReaderThread, file: string) {
    this.#connection = {
      executeQuery: async <R>(query: CompiledQuery): Promise<QueryResult<R>> => ({
        rows: (await thread.query(file, query.sql, query.parameters)) as R[],
      }),
      streamQuery: () => {
        throw new Error('streaming is not used')
      },
    }
  }

  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection
  }
  async releaseConnection(): Promise<void> {}
  async beginTransaction(): Promise<void> {
    throw new Error('the reader thread only reads')
  }
  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}
  async destroy(): Promise<void> {}
}
