import { randomBytes } from 'node:crypto'
import { GrantedScopes } from '@keyturn/core'
import { everything, type Reach } from '../access/reach.ts'
import { type Restrictions, unrestricted } from '../access/restrictions.ts'
import type { ApiView } from '../apis/api-view.ts'
import { type CreateApiInput, createApi } from '../apis/create-api.ts'
import type { Engine } from '../engine.ts'
import { newId } from '../ids/new-id.ts'
import { createKey } from '../keys/create-key.ts'
import type { KeyView } from '../keys/key.ts'
import type { CreateKeyInput } from '../keys/key-input.ts'
import type { Context } from '../mutate/context.ts'
import { type CreateOrganizationInput, createOrganization } from '../organizations/create-organization.ts'
import type { OrganizationView } from '../organizations/organization-view.ts'
import type { Change, Tx } from '../storage/storage.ts'
import { serializeVerdict } from '../verification/verdict.ts'
import type { VerifyInput } from '../verification/verify-input.ts'
import type { TestEngine } from './open-test-engine.ts'

export type TestDatabase = 'sqlite' | 'postgres'

/** A verdict as a caller reads it. */
export type WireVerdict = {
  valid: boolean
  code: string
  verificationId: string
  status?: number
  detail?: string
  key?: Record<string, unknown>
  missingScopes?: string[]
  rateLimits?: { name: string; limit: number; remaining: number; resetSeconds: number }[]
  credits?: { remaining: number }
}

type CallerInput = {
  keyId?: string
  name?: string
  scopes?: string[]
  reach?: Partial<Reach>
  restrictions?: Partial<Restrictions>
}

const scopes = ['leads:read', 'leads:write', 'lists:read', 'admin:write'].map(name => ({
  name,
  sensitive: name === 'admin:write',
}))

/** One engine that the tests of a file share, each with APIs and organizations of its own. */
export class Suite {
  readonly database: TestDatabase
  #opened: TestEngine | null = null

  constructor(database: TestDatabase) {
    this.database = database
  }

  use(opened: TestEngine | null): void {
    this.#opened = opened
  }

  get test(): TestEngine {
    if (!this.#opened)
      throw new Error('the engine is opened before the first test, not while they are declared')
    return this.#opened
  }

  get engine(): Engine {
    return this.test.engine
  }

  /** The context of the system itself. */
  get ctx(): Context {
    return this.test.context()
  }

  /** The context of a management key; by default one that may do everything everywhere. */
  as(key: CallerInput = {}): Context {
    const reach = { ...everything, ...key.reach }
    const principal = {
      type: 'key' as const,
      keyId: key.keyId ?? newId('key', Date.now()),
      keyName: key.name ?? 'Caller',
      organizationId: reach.organizationId ?? newId('org', Date.now()),
      scopes: GrantedScopes.of(key.scopes ?? ['*']),
      reach,
      restrictions: { ...unrestricted, ...key.restrictions },
    }
    return this.engine.context(principal, this.ctx.request)
  }

  /** The system's context at another moment, for rules that depend on dates. */
  at(instant: string): Context {
    const { monotonic } = this.ctx.clock
    return { ...this.ctx, clock: { now: () => Date.parse(instant), monotonic } }
  }

  async api(input: Partial<CreateApiInput> = {}): Promise<ApiView> {
    const prefix = `t${randomBytes(5).toString('hex')}`
    return (await createApi(this.ctx, { name: 'Outreach', prefix, scopes, ...input })).result
  }

  async organization(input: Partial<CreateOrganizationInput> = {}): Promise<OrganizationView> {
    return (await createOrganization(this.ctx, { name: 'Acme', ...input })).result
  }

  /** A key of a new organization, and of a new API unless one is named. */
  async key(input: Partial<CreateKeyInput> = {}): Promise<{ key: KeyView; secret: string }> {
    const apiId = input.apiId ?? (await this.api()).id
    const organizationId = input.organizationId ?? (await this.organization()).id
    const settings = { name: 'Sync', scopes: ['leads:read'], ...input, apiId, organizationId }
    const { key, secret } = (await createKey(this.ctx, settings)).result
    if (secret === null) throw new Error('a new key without its token')
    return { key, secret }
  }

  /** The verdict on a token for a caller that reaches everything, on this node or another. */
  async verify(token: string, input: Partial<VerifyInput> = {}, engine = this.engine): Promise<WireVerdict> {
    const verdict = await engine.verifier.verify(this.ctx.principal, { key: token, ...input })
    return JSON.parse(serializeVerdict(verdict))
  }

  /** Writes past every verb, as an operator with a database shell would, and waits until all nodes have read it. */
  async write(change: Change | null, body: (tx: Tx) => Promise<unknown>): Promise<void> {
    const { storage, clock, feed } = this.ctx
    const mark = await storage.transaction(async tx => {
      await body(tx)
      return change && storage.feed.append(tx, [change], clock.now())
    })
    if (mark !== null) await feed.settle(mark, clock.monotonic())
  }
}
