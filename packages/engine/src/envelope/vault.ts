import { randomBytes } from 'node:crypto'
import type { Clock } from '../clock/clock.ts'
import type { EngineLog } from '../clock/engine-log.ts'
import { EngineError } from '../errors/engine-error.ts'
import { newId } from '../ids/new-id.ts'
import type { Storage, Tx } from '../storage/storage.ts'
import { UniqueViolation } from '../storage/storage-failure.ts'
import { contextOf, keyBytes, seal, unseal } from './cipher.ts'
import { type DataKeyRow, findDataKeyOf, insertDataKey } from './data-key-queries.ts'
import { insertKek, type KekRow, selectKeks } from './kek-queries.ts'
import type { Kek, KeyRing, KeyRingSource } from './key-ring.ts'

/** What encrypts for one organization, in this process's memory only. */
export type DataKey = { readonly id: string; readonly bytes: Buffer }

/** Where a ciphertext belongs: an organization, a kind of row, and the ids and field in it. It opens nowhere else. */
export type SealedPlace = {
  organizationId: string
  kind: 'secret' | 'totp' | 'identity provider'
  path: readonly string[]
}

export type VaultOptions = {
  storage: Storage
  source: KeyRingSource
  clock: Clock
  log: EngineLog
  /** Writes down what becomes of a KEK, in the transaction that does it. */
  record: (tx: Tx, event: KekEvent) => Promise<void>
}

export type KekEvent = {
  action: 'kek.registered' | 'kek.retired' | 'kek.forgotten'
  kekId: string
  details?: Record<string, unknown>
}

/** How long a data key stays in memory after its last use, and how soon a sealed vault looks again; milliseconds. */
const keptMs = 60_000
const lookAgainMs = 1_000

/**
 * Encryption at rest: secrets under a data key of an organization, data keys under a KEK of the operator. Where the
 * KEK is not the one that the installation was last used with, the vault is sealed: it neither encrypts nor decrypts
 * and never starts over, as everything encrypted before would be lost.
 */
export class Vault {
  readonly #storage: Storage
  readonly #source: KeyRingSource
  readonly #clock: Clock
  readonly #log: EngineLog
  readonly record: VaultOptions['record']
  /** Data keys of organizations that could not be brought under the active KEK when that was tried last. */
  dataKeysLeft = 0
  readonly #dataKeys = new Map<string, DataKey & { usedAt: number }>()
  #held = new Map<string, Kek>()
  #active: Kek | null = null
  #needed: string | null = null
  #inUse = ''
  #problem: string | null = null
  #lookedAt = Number.NEGATIVE_INFINITY

  constructor({ storage, source, clock, log, record }: VaultOptions) {
    this.#storage = storage
    this.#source = source
    this.#clock = clock
    this.#log = log
    this.record = record
  }

  /** The KEK that wraps new data keys; null before the first was needed, and while sealed. */
  get active(): Kek | null {
    return this.#active
  }

  /** The KEK that is missing while the vault is sealed. */
  get missing(): string | null {
    return this.#needed
  }

  /** A sentence that says why the vault is sealed, for the operator; null when it is not. */
  get problem(): string | null {
    return this.#problem
  }

  /** Whether the KEK file holds a KEK that this installation has used. */
  holds(kekId: string): boolean {
    return this.#held.has(kekId)
  }

  /** Reads the KEKs as they are now and compares them with those that the installation knows. */
  async open(): Promise<void> {
    this.#lookedAt = this.#clock.monotonic()
    const [ring, known] = [await this.#source.read(), await selectKeks(this.#storage.lookups)]
    this.#held = await holdKnown(ring, known)
    const newest = known.at(-1)
    const [preferred] = ring.keks
    const current = newest && this.#held.get(newest.id)
    const wasSealed = this.#problem !== null
    this.#needed = newest && !current ? newest.id : null
    this.#problem = this.#needed === null ? null : whySealed(this.#needed, ring)
    this.#active = current ?? null
    this.#forgetOthers(known)
    if (this.#problem !== null && !wasSealed) this.#log.error({ kekId: this.#needed }, this.#problem)
    if (newest && current && preferred && !known.some(({ id }) => id === preferred.id)) {
      await this.#register(preferred, newest.number + 1)
    }
  }

  /** The data key of an organization if it was used lately. */
  dataKeyInHand(organizationId: string): DataKey | null {
    const kept = this.#problem === null ? this.#dataKeys.get(organizationId) : undefined
    if (kept) kept.usedAt = this.#clock.monotonic()
    return kept ?? null
  }

  /**
   * The data key of an organization, made at its first use. Not inside a transaction: a KEK may be far away.
   *
   * @throws EngineError `sealed`; `decryption_failed` where the stored data key is not what was stored.
   */
  async dataKeyOf(organizationId: string): Promise<DataKey> {
    const active = await this.#unsealed()
    const kept = this.dataKeyInHand(organizationId)
    if (kept) return kept
    const stored = await findDataKeyOf(this.#storage.lookups, organizationId)
    const row = stored ?? (await this.#createDataKey(organizationId, active))
    return this.#keep(organizationId, { id: row.id, bytes: await this.unwrap(row) })
  }

  /** @throws EngineError as `dataKeyOf`. */
  async unwrap(row: DataKeyRow): Promise<Buffer> {
    if (!this.#held.has(row.kek_id)) await this.open()
    const kek = this.#held.get(row.kek_id)
    if (!kek) throw sealed(needs(row.kek_id))
    const bytes = await kek.unwrap(row.wrapped, dataKeyContext(row))
    if (!bytes) throw decryptionFailed()
    return bytes
  }

  /** The same data key under the active KEK. */
  async rewrap(row: DataKeyRow): Promise<Pick<DataKeyRow, 'kek_id' | 'wrapped'>> {
    const active = await this.#unsealed()
    return { kek_id: active.id, wrapped: await active.wrap(await this.unwrap(row), dataKeyContext(row)) }
  }

  /**
   * Another data key in the place of one that cannot be unwrapped any more, under the active KEK. It has an id of its
   * own: what a process seals that still remembers the one before is refused by the database.
   */
  async renew({ organization_id }: DataKeyRow): Promise<Omit<DataKeyRow, 'organization_id'>> {
    const active = await this.#unsealed()
    const id = newId('dk', this.#clock.now())
    const wrapped = await active.wrap(randomBytes(keyBytes), dataKeyContext({ id, organization_id }))
    return { id, kek_id: active.id, wrapped }
  }

  /**
   * Registers a KEK in the place of one that is lost: the first of the file that was never used here, or a new one where
   * there is no file. Answers the active one where it is there.
   *
   * @throws EngineError `conflict` where a file is there and holds none that could follow.
   */
  async succeed(): Promise<string> {
    await this.open()
    if (this.#active) return this.#active.id
    const known = await selectKeks(this.#storage.lookups)
    const present = await this.#source.read()
    const { keks, problem } = present.keks.length > 0 ? present : await this.#source.create()
    const successor = keks.find(({ id }) => !known.some(kek => kek.id === id))
    if (!successor) {
      const why = problem ?? 'The KEK file holds none but keys that were used before.'
      throw new EngineError('conflict', `${why} Move it away: a new one is made in its place.`)
    }
    await this.#register(successor, (known.at(-1)?.number ?? 0) + 1)
    return (await this.#unsealed()).id
  }

  encrypt(dataKey: DataKey, place: SealedPlace, text: string): Buffer {
    return seal(dataKey.bytes, Buffer.from(text, 'utf8'), placeContext(place))
  }

  /** @throws EngineError `decryption_failed` where one bit is not as it was sealed, or it is of another place. */
  decrypt(dataKey: DataKey, place: SealedPlace, ciphertext: Buffer): string {
    const text = unseal(dataKey.bytes, ciphertext, placeContext(place))
    if (!text) throw decryptionFailed()
    return text.toString('utf8')
  }

  /** Forgets data keys that nobody has used for a minute. */
  forgetIdle(): void {
    const before = this.#clock.monotonic() - keptMs
    for (const [organizationId, { usedAt }] of this.#dataKeys) {
      if (usedAt <= before) this.#dataKeys.delete(organizationId)
    }
  }

  /** Forgets all data keys: they are read again when they are needed. */
  forgetDataKeys(): void {
    this.#dataKeys.clear()
  }

  /** A KEK that came or went may have taken data keys with it: what is remembered of them is asked for again. */
  #forgetOthers(known: readonly KekRow[]): void {
    const inUse = known.flatMap(({ id, retired_at }) => (retired_at === null ? [id] : [])).join()
    if (inUse !== this.#inUse || this.#problem !== null) this.forgetDataKeys()
    this.#inUse = inUse
  }

  async #unsealed(): Promise<Kek> {
    if (!this.#active && this.#clock.monotonic() - this.#lookedAt >= lookAgainMs) await this.open()
    if (this.#needed !== null) throw sealed(needs(this.#needed))
    return this.#active ?? this.#registerFirst()
  }

  /** The first KEK is made, or taken from the file that is there, when the first token is to be encrypted. */
  async #registerFirst(): Promise<Kek> {
    const present = await this.#source.read()
    const { keks, problem } = present.keks.length > 0 ? present : await this.#source.create()
    const [first] = keks
    if (!first) throw sealed(problem ?? 'There is no key-encryption key.')
    await this.#register(first, 1)
    return this.#active ?? this.#unsealed()
  }

  async #register(kek: Kek, number: number): Promise<void> {
    const check_value = await kek.wrap(checkBytes, kekContext(kek.id))
    const row = { id: kek.id, number, check_value, created_at: this.#clock.now(), retired_at: null }
    try {
      await this.#storage.transaction(async tx => {
        await insertKek(tx, row)
        await this.record(tx, { action: 'kek.registered', kekId: kek.id })
      })
      this.#log.warn({ kekId: kek.id }, 'this key-encryption key is used from now on; keep a copy of it')
    } catch (error) {
      // Another node was quicker; what it has registered may be another one than ours.
      if (!(error instanceof UniqueViolation)) throw error
    }
    await this.open()
  }

  async #createDataKey(organizationId: string, kek: Kek): Promise<DataKeyRow> {
    const now = this.#clock.now()
    const unwrapped = randomBytes(keyBytes)
    const draft = { id: newId('dk', now), organization_id: organizationId, kek_id: kek.id }
    const row = { ...draft, wrapped: await kek.wrap(unwrapped, dataKeyContext(draft)) }
    try {
      await this.#storage.transaction(tx => insertDataKey(tx, { ...row, created_at: now }))
      return row
    } catch (error) {
      const other =
        error instanceof UniqueViolation ? await findDataKeyOf(this.#storage.lookups, organizationId) : null
      if (!other) throw error
      return other
    }
  }

  #keep(organizationId: string, dataKey: DataKey): DataKey {
    this.#dataKeys.set(organizationId, { ...dataKey, usedAt: this.#clock.monotonic() })
    return dataKey
  }
}

const checkBytes = Buffer.alloc(keyBytes)

async function holdKnown(ring: KeyRing, known: readonly KekRow[]): Promise<Map<string, Kek>> {
  const held = new Map<string, Kek>()
  for (const { id, check_value } of known) {
    const kek = ring.keks.find(each => each.id === id)
    const opened = await kek?.unwrap(check_value, kekContext(id))
    if (kek && opened?.equals(checkBytes)) held.set(id, kek)
  }
  return held
}

function whySealed(needed: string, ring: KeyRing): string {
  const found = ring.problem ?? `The KEK file holds ${ring.keks.map(({ id }) => id).join(', ')}.`
  return `${needs(needed)} ${found}`
}

function needs(kekId: string): string {
  return `The key-encryption key ${kekId} is needed.`
}

function kekContext(id: string): Buffer {
  return contextOf('kek', id)
}

function dataKeyContext({ id, organization_id }: Pick<DataKeyRow, 'id' | 'organization_id'>): Buffer {
  return contextOf('data key', organization_id, id)
}

function placeContext({ organizationId, kind, path }: SealedPlace): Buffer {
  return contextOf(kind, organizationId, ...path)
}

function sealed(reason: string): EngineError {
  return new EngineError(
    'sealed',
    `What is kept encrypted is out of reach, as this server is sealed: ${reason} Ask its operator to put the KEK back.`,
    { retryAfterSeconds: 60 },
  )
}

function decryptionFailed(): EngineError {
  return new EngineError(
    'decryption_failed',
    'What is stored here is not what was stored. Tell the operator of this server: a backup of its database may have it.',
  )
}
