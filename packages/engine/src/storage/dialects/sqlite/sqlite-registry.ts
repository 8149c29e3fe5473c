import { setTimeout as sleep } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import { type NodeRow, toRegisteredNode } from '../../node-row.ts'
import type { FeedPosition, RegisteredNode, RegistryStorage } from '../../storage.ts'
import { isBusy, toSqliteFailure } from './sqlite-failure.ts'

const busyMsMax = 2_000

/** The registry in a file of its own with synchronous=NORMAL: a renewal is a memory write for the kernel to keep. */
export class SqliteRegistry implements RegistryStorage {
  readonly #database: Database.Database
  readonly #confirm: Database.Statement<[FeedPosition, number, string]>
  readonly #list: Database.Statement<[], NodeRow>

  constructor(database: Database.Database) {
    this.#database = database
    this.#confirm = database.prepare('UPDATE nodes SET confirmed = ?, renewed_at = ? WHERE id = ?')
    this.#list = database.prepare(
      'SELECT id, confirmed, lease_ms, version, renewed_at FROM nodes ORDER BY id',
    )
  }

  async register(node: Parameters<RegistryStorage['register']>[0]): Promise<void> {
    await this.#run(() =>
      this.#database
        .prepare(
          `INSERT INTO nodes (id, confirmed, lease_ms, version, registered_at, renewed_at)
           VALUES (@id, @confirmed, @leaseMs, @version, @at, @at)
           ON CONFLICT (id) DO UPDATE SET confirmed = @confirmed, lease_ms = @leaseMs, renewed_at = @at`,
        )
        .run(node),
    )
  }

  async confirm(nodeId: string, position: FeedPosition, at: number): Promise<boolean> {
    const result = await this.#run(() => this.#confirm.run(position, at, nodeId))
    return result.changes === 1
  }

  async list(): Promise<RegisteredNode[]> {
    const rows = await this.#run(() => this.#list.all())
    return rows.map(toRegisteredNode)
  }

  async strike(node: RegisteredNode): Promise<boolean> {
    const statement = 'DELETE FROM nodes WHERE id = ? AND confirmed = ? AND renewed_at = ?'
    const { id, confirmed, renewedAt } = node
    const result = await this.#run(() => this.#database.prepare(statement).run(id, confirmed, renewedAt))
    return result.changes === 1
  }

  async deregister(nodeId: string): Promise<void> {
    await this.#run(() => this.#database.prepare('DELETE FROM nodes WHERE id = ?').run(nodeId))
  }

  close(): void {
    this.#database.close()
  }

  async #run<T>(statement: () => T): Promise<T> {
    const deadline = performance.now() + busyMsMax
    for (;;) {
      try {
        return statement()
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw toSqliteFailure(error)
        await sleep(1)
      }
    }
  }
}
