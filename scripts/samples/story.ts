import { randomBytes } from 'node:crypto'
import {
  type Context,
  type Engine,
  findSession,
  recoverOwner,
  startSession,
  systemPrincipal,
  takeSignInLink,
} from '@keyturn/engine'
import type { UsedKey } from './plan-usage.ts'

const dayMs = 86_400_000
const minuteMs = 60_000
const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'

/** The engine's clock while history is written: it shows the time that is told of. */
export class StoryClock {
  #offsetMs = 0

  now(): number {
    return Date.now() - this.#offsetMs
  }

  monotonic(): number {
    return performance.now()
  }

  goTo(at: number): void {
    this.#offsetMs = Date.now() - at
  }
}

/** Somebody who acts in the history, and where from. */
type Actor = { userId: string; office: string; organizationId: string | null }

/** What has been made so far, and who does it: the state of a history that is being written. */
export class Story {
  readonly clock: StoryClock
  readonly #engine: Engine
  readonly #startedAt = Date.now()
  /** Ids by prefixes of APIs, by external ids of organizations and keys, and by addresses of members. */
  readonly #ids = new Map<string, string>()
  readonly #actors = new Map<string, Actor>()
  readonly #used = new Map<string, UsedKey>()

  constructor(engine: Engine, clock: StoryClock) {
    this.#engine = engine
    this.clock = clock
  }

  /** What nobody in particular does. */
  get system(): Context {
    return this.#engine.context(systemPrincipal('Sample data'), requestFrom(null))
  }

  /** Goes on to a working hour of that day; the later the `turn`, the later that is. */
  goTo(daysAgo: number, turn: number): void {
    const midnight = Math.floor((this.#startedAt - daysAgo * dayMs) / dayMs) * dayMs
    this.clock.goTo(midnight + (8 * 60 + (turn % 100) * 5) * minuteMs)
  }

  /** To the present, in which the history ends. */
  goToEnd(): number {
    this.clock.goTo(this.#startedAt)
    return this.#startedAt
  }

  after(days: number): number {
    return this.#startedAt + days * dayMs
  }

  keep(name: string, id: string): void {
    this.#ids.set(name, id)
  }

  idOf(name: string): string {
    const id = this.#ids.get(name)
    if (id === undefined) throw new Error(`the sample data has no ${name}`)
    return id
  }

  /** Makes the owner of the installation, who acts for the vendor. */
  async hireOwner(email: string, office: string): Promise<void> {
    const digest = randomBytes(32)
    await recoverOwner(this.system, { email, digest })
    const { userId } = await takeSignInLink(this.system, { digest })
    this.hire(email, null, { userId, office, organizationId: null })
  }

  hire(email: string, organizationId: string | null, actor: Actor): void {
    this.#actors.set(actorName(email, organizationId), actor)
  }

  /** Signs somebody in for what they do next; operators reach every organization. */
  async as(email: string, organizationId: string): Promise<Context> {
    const actor =
      this.#actors.get(actorName(email, organizationId)) ?? this.#actors.get(actorName(email, null))
    if (actor === undefined) throw new Error(`nobody in the sample data is ${email}`)
    const request = requestFrom(actor.office)
    const digest = randomBytes(32)
    const own = actor.organizationId === null ? {} : { organizationId: actor.organizationId }
    const begin = {
      userId: actor.userId,
      digest,
      method: 'password' as const,
      withSecondFactor: false,
      ...own,
    }
    const ctx = this.#engine.context(systemPrincipal('Sample data'), request)
    await startSession(ctx, begin)
    return this.#engine.context(await findSession(ctx, digest), request)
  }

  use(externalId: string, used: UsedKey): void {
    this.#used.set(externalId, used)
  }

  /** From now on the key is refused. */
  end(externalId: string, code: NonNullable<UsedKey['end']>['code']): void {
    const used = this.#used.get(externalId)
    if (used) this.#used.set(externalId, { ...used, end: { at: this.clock.now(), code } })
  }

  endAllOf(organizationId: string): void {
    for (const [externalId, { use }] of this.#used)
      if (use.organizationId === organizationId) this.end(externalId, 'organization_suspended')
  }

  get usedKeys(): UsedKey[] {
    return [...this.#used.values()]
  }
}

function actorName(email: string, organizationId: string | null): string {
  return `${email} of ${organizationId ?? 'the vendor'}`
}

function requestFrom(ip: string | null) {
  return { id: 'samples', ip, userAgent: ip && browser, method: '', path: '', origin: null }
}
