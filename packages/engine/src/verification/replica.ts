import { KeyTable } from '@keyturn/core'
import type { Replica } from '../changes/change-feed.ts'
import type { Clock } from '../clock/clock.ts'
import type { EngineLog } from '../clock/engine-log.ts'
import { Yielding } from '../clock/yielding.ts'
import { packedIds } from '../ids/packed-id.ts'
import type { Change, ChangeKind, Storage } from '../storage/storage.ts'
import { KeyPages } from './key-page.ts'
import { digestOf, KeyRecords } from './key-record.ts'
import { ManagementKeys } from './management-keys.ts'
import { assertFitsInMemory } from './memory-needs.ts'
import {
  type OrganizationQuotas,
  readCeiling,
  readQuotas,
  readScopeNames,
  unreadableOfApi,
  unreadableOfOrganization,
} from './organization-facts.ts'
import {
  averageTextBytes,
  countSecrets,
  type SecretWithKeyRow,
  selectApiFacts,
  selectOrganizationFacts,
  selectSecretPage,
  selectSecretsOfKeys,
  selectSecretsOfOrganization,
} from './replica-queries.ts'
import { UnreadableRows } from './unreadable-rows.ts'

/** How long ended secrets are remembered, so that their holders are told what happened: 90 days. */
export const rememberEndedMs = 90 * 86_400_000

const pageSize = 1_000
/** So many rows are put in about half a millisecond. */
const rowsAtOnce = 100

/** The key table and what stands beside it, kept true by the change feed. */
export class VerdictReplica implements Replica {
  readonly #storage: Storage
  readonly #clock: Clock
  readonly #log: EngineLog
  #table = emptyTable(0)
  #management = new ManagementKeys()
  #quotas = new Map<string, OrganizationQuotas>()
  #unreadable: UnreadableRows
  readonly #records = new KeyRecords()

  constructor(
    input: { storage: Storage; clock: Clock; log: EngineLog },
    unreadable = new UnreadableRows(input.log),
  ) {
    this.#unreadable = unreadable
    this.#storage = input.storage
    this.#clock = input.clock
    this.#log = input.log
  }

  get table(): KeyTable {
    return this.#table
  }

  get management(): ManagementKeys {
    return this.#management
  }

  /** Rows that deny or narrow because a part of them cannot be read. */
  get unreadable(): UnreadableRows {
    return this.#unreadable
  }

  /** Shared limits and credits of an organization; undefined where there are none. */
  quotasOf(organizationId: string): OrganizationQuotas | undefined {
    return this.#quotas.get(organizationId)
  }

  async apply(changes: readonly Change[]): Promise<void> {
    const idsOf = (kind: ChangeKind): string[] =>
      changes.filter(change => change.kind === kind).map(({ id }) => id)
    const yielding = new Yielding()
    for (const page of pagesOf(idsOf('api'))) {
      this.#setApis(await selectApiFacts(this.#storage.lookups, page))
    }
    for (const page of pagesOf(idsOf('organization'))) await this.#applyOrganizations(page)
    for (const page of pagesOf(idsOf('key'))) {
      await this.#putAll(await selectSecretsOfKeys(this.#storage.lookups, page), yielding)
    }
  }

  /** Builds everything anew beside what is there, then takes its place: rows that are gone are gone. */
  async reload(): Promise<void> {
    const input = { storage: this.#storage, clock: this.#clock, log: this.#log }
    const fresh = new VerdictReplica(input, this.#unreadable.anew())
    await fresh.#load()
    this.#table = fresh.#table
    this.#management = fresh.#management
    this.#quotas = fresh.#quotas
    this.#unreadable = fresh.#unreadable
  }

  async #load(): Promise<void> {
    const yielding = new Yielding()
    const count = await countSecrets(this.#storage.lookups)
    const textBytesPerSecret = await averageTextBytes(this.#storage.lookups)
    assertFitsInMemory({ secrets: count, textBytesPerSecret })
    this.#table = emptyTable(count)
    this.#setApis(await selectApiFacts(this.#storage.lookups, null))
    for (let after = ''; ; ) {
      const page = await selectOrganizationFacts(this.#storage.lookups, { after, limit: pageSize })
      this.#setOrganizations(page)
      const last = page.at(-1)
      if (!last || page.length < pageSize) break
      after = last.id
      await yielding.next()
    }
    const endedBefore = this.#clock.now() - rememberEndedMs
    for (let after = ''; ; ) {
      const page = await selectSecretPage(this.#storage.lookups, { after, limit: pageSize, endedBefore })
      await this.#putAll(page, yielding)
      const last = page.at(-1)
      if (!last || page.length < pageSize) break
      after = last.secret_id
    }
  }

  async #putAll(rows: readonly SecretWithKeyRow[], yielding: Yielding): Promise<void> {
    for (let from = 0; from < rows.length; from += rowsAtOnce) {
      for (const row of rows.slice(from, from + rowsAtOnce)) this.#put(row)
      await yielding.next()
    }
  }

  /** A row that the table cannot take (stored by other hands) must not keep the others out: its token is unknown. */
  #put(row: SecretWithKeyRow): void {
    try {
      const record = this.#records.of(row)
      const { invalid } = this.#table.put(record)
      if (record.apiId === this.#management.apiId)
        this.#management.put(row, this.#records.policyOf(row), this.#records.placeOf(row))
      const denies = invalid && row.revoked_at === null
      this.#unreadable.note('key', row.id, denies ? ['policy'] : [])
      this.#unreadable.note('key', row.secret_id, [])
    } catch {
      this.#table.remove(digestOf(row))
      this.#unreadable.note('key', row.secret_id, ['secret'])
    }
  }

  #setApis(rows: Awaited<ReturnType<typeof selectApiFacts>>): void {
    for (const row of rows) {
      const builtin = row.builtin === 1
      if (builtin) this.#management.apiId = row.id
      this.#unreadable.note('api', row.id, unreadableOfApi(row))
      // A ceiling is about the vendor's APIs: in their words it would take all of a management key's.
      const facts = { id: row.id, scopes: readScopeNames(row.scopes), exemptFromCeilings: builtin }
      if (row.deleted_at !== null) this.#table.removeApi(row.id)
      else this.#table.setApi(facts)
    }
  }

  async #applyOrganizations(ids: readonly string[]): Promise<void> {
    const rows = await selectOrganizationFacts(this.#storage.lookups, { ids })
    this.#setOrganizations(rows)
    for (const row of rows) if (row.deleted_at !== null) await this.#reloadKeysOf(row.id)
  }

  #setOrganizations(rows: Awaited<ReturnType<typeof selectOrganizationFacts>>): void {
    for (const row of rows) {
      const quotas = readQuotas(row)
      const scopeCeiling = readCeiling(row.scope_ceiling)
      const suspended = row.suspended === 1 || quotas === 'unreadable'
      if (row.deleted_at !== null) this.#table.removeOrganization(row.id)
      else this.#table.setOrganization({ id: row.id, suspended, scopeCeiling })
      this.#unreadable.note('organization', row.id, unreadableOfOrganization(row))
      if (quotas !== null && quotas !== 'unreadable') this.#quotas.set(row.id, quotas)
      else this.#quotas.delete(row.id)
    }
  }

  /** Deleting an organization ended all its keys in one entry. */
  async #reloadKeysOf(organizationId: string): Promise<void> {
    const yielding = new Yielding()
    for (let after = ''; ; ) {
      const limit = pageSize
      const page = await selectSecretsOfOrganization(this.#storage.lookups, { organizationId, after, limit })
      await this.#putAll(page, yielding)
      const last = page.at(-1)
      if (!last || page.length < limit) return
      after = last.secret_id
    }
  }
}

function emptyTable(expectedSize: number): KeyTable {
  const pages = new KeyPages()
  return new KeyTable({ expectedSize, newPage: length => pages.next(length), idCodec: packedIds })
}

function pagesOf(ids: readonly string[]): string[][] {
  const pages = Math.ceil(ids.length / pageSize)
  return Array.from({ length: pages }, (_, page) => ids.slice(page * pageSize, (page + 1) * pageSize))
}
