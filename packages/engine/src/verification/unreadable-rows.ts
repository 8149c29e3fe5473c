import type { EngineLog } from '../clock/engine-log.ts'
import type { ChangeKind } from '../storage/storage.ts'

/** How many rows of each kind hold what nobody can read. */
export type UnreadableCounts = Record<ChangeKind, number>

/** From so many on, further rows are counted but not named: a database damaged throughout must not fill the log. */
const namedMax = 1_000

/**
 * The rows that narrow what they say because a part of them cannot be read. Each is said once by each node, without
 * what it holds, and again only when it was mended in between.
 */
export class UnreadableRows {
  readonly #log: EngineLog
  readonly #rows: Record<ChangeKind, Set<string>> = {
    api: new Set(),
    organization: new Set(),
    key: new Set(),
  }
  /** What was said already, also before everything was loaded anew. */
  readonly #said: Set<string>

  constructor(log: EngineLog, said = new Set<string>()) {
    this.#log = log
    this.#said = said
  }

  /** For another load of everything: nothing is counted yet, and nothing is said twice. */
  anew(): UnreadableRows {
    return new UnreadableRows(this.#log, this.#said)
  }

  note(kind: ChangeKind, id: string, unreadable: readonly string[]): void {
    if (unreadable.length === 0) {
      // Looking for an id that is new takes its hash, and nearly always there is nothing to look for.
      const rows = this.#rows[kind]
      if (rows.size > 0 && rows.delete(id)) this.#said.delete(id)
      return
    }
    this.#rows[kind].add(id)
    if (this.#said.has(id) || this.#said.size > namedMax) return
    this.#said.add(id)
    if (this.#said.size > namedMax) {
      this.#log.error({}, 'More stored rows cannot be read; /metrics counts them.')
      return
    }
    this.#log.error({ kind, id, unreadable }, 'What is stored cannot be read and denies. Set it again.')
  }

  get counts(): UnreadableCounts {
    const { api, organization, key } = this.#rows
    return { api: api.size, organization: organization.size, key: key.size }
  }
}
