import { hash } from 'node:crypto'
import {
  type DecisionInput,
  decide,
  isPresentableToken,
  type KeyView,
  type Lease,
  parseToken,
  verdictDetail,
} from '@keyturn/core'
import { authorise } from '../access/authorise.ts'
import type { KeyPrincipal, Principal } from '../access/principal.ts'
import { isWithinReach } from '../access/reach.ts'
import { type ChangeFeed, fenced } from '../changes/change-feed.ts'
import type { Clock } from '../clock/clock.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { RequestInfo } from '../mutate/context.ts'
import type { Journal } from '../usage/journal.ts'
import type { UsageEvent } from '../usage/usage-event.ts'
import { explainCharge, explainDecision } from './explain-verdict.ts'
import type { ManagementUse } from './management-use.ts'
import type { Charged, Quotas } from './quotas.ts'
import type { VerdictReplica } from './replica.ts'
import { UnknownTokens } from './unknown-tokens.ts'
import type { Verdict } from './verdict.ts'
import { toUsageEvent } from './verification-event.ts'
import { requiredScopes, type VerifyInput } from './verify-input.ts'

export type VerifierOptions = {
  replica: VerdictReplica
  lease: Lease
  feed: ChangeFeed
  quotas: Quotas
  journal: Journal
  managementUse: ManagementUse
  clock: Clock
  nodeId: string
}

/** What a management credential is worth for a call. */
export type Authentication = { ok: true; principal: KeyPrincipal } | Refused

/** Who presents a token: the key's public JSON. */
export type Identification = { ok: true; keyJson: string } | Refused

/** A verification that is decided and on its way into the journal. */
export type Begun = {
  /** Final, but nobody's before `recorded` has resolved. */
  verdict: Verdict
  /** Resolves when the event is in the journal and the lease is still held; null: nothing to wait for. */
  recorded: Promise<void> | null
}

/** A batch that is decided; its verdicts are in the order of the inputs, and one write records all of them. */
export type BegunBatch = { verdicts: Verdict[]; recorded: Promise<void> | null }

/** A verdict, and the event that it waits for; null: nothing to wait for. */
type Decided = { verdict: Verdict; event: UsageEvent | null }

/** A token by its digest, for whoever presents the same one again and again. */
export type PresentedToken = { readonly digest: string }

/** `rateLimits` where they were asked: how long to wait is in them. */
type Refused = { ok: false; code: Verdict['code']; detail: string; rateLimits: Verdict['rateLimits'] }

const nothingAsked: DecisionInput = {
  scopes: null,
  apiId: null,
  environment: null,
  organizationId: null,
  method: null,
  path: null,
  ip: null,
}

/**
 * The life of a verification: token → digest → key table → decision → limits and credits → journal → lease. A
 * verdict leaves only while the lease is held, and only after its event is in the journal.
 */
export class Verifier {
  readonly #options: VerifierOptions
  readonly #unknown: UnknownTokens
  /** The journal's write that events join at the moment, and what everybody who joined it waits for. */
  #write: { written: Promise<void>; recorded: Promise<void> } | null = null

  constructor(options: VerifierOptions) {
    this.#options = options
    this.#unknown = new UnknownTokens(options.clock.now())
  }

  /** Decides on one token for a caller with `keys:verify`, who learns of keys within reach only. */
  async verify(caller: Principal, input: VerifyInput): Promise<Verdict> {
    authorise(caller, 'keys:verify')
    const asked = toDecisionInput(input)
    if (!(await this.#mayDecide(input.key))) throw fenced()
    const { verdict, recorded } = await this.#begin(caller, input, asked)
    await recorded
    return verdict
  }

  /**
   * `verify` up to where it waits, so that those who wait for one write can do it together. Null without a lease;
   * what is thrown, nothing was spent on.
   */
  begin(caller: Principal, input: VerifyInput): Begun | Promise<Begun> | null {
    authorise(caller, 'keys:verify')
    const asked = toDecisionInput(input)
    return this.#options.lease.isHeld() ? this.#begin(caller, input, asked) : null
  }

  /** Decides on up to 1,000 tokens; the verdicts are in the order of the inputs. */
  async verifyBatch(caller: Principal, inputs: readonly VerifyInput[]): Promise<Verdict[]> {
    const begun = this.beginBatch(caller, inputs)
    if (begun === null) return Promise.all(inputs.map(input => this.verify(caller, input)))
    const { verdicts, recorded } = await begun
    await recorded
    return verdicts
  }

  /** `verifyBatch` up to where it waits. Null without a lease; what is thrown, nothing was spent on. */
  beginBatch(caller: Principal, inputs: readonly VerifyInput[]): BegunBatch | Promise<BegunBatch> | null {
    authorise(caller, 'keys:verify')
    const asked = inputs.map((input, index) => toDecisionInput(input, `/verifications/${index}/scopes`))
    if (!this.#options.lease.isHeld()) return null
    const decided: (Decided | Promise<Decided>)[] = []
    try {
      for (const [index, input] of inputs.entries())
        decided.push(this.#decide(caller, input, asked[index] ?? nothingAsked))
    } catch (error) {
      decided.push(Promise.reject(error))
    }
    return decided.every(isDecided) ? this.#recordBatch(decided) : this.#settleBatch(decided)
  }

  /**
   * Decides on the credential of a management call. Its use is recorded where it can be, except for verifications,
   * whose own events name the caller.
   */
  async authenticate(
    token: string,
    request: RequestInfo,
    options: { recorded: boolean } = { recorded: true },
  ): Promise<Authentication> {
    if (!(await this.#mayDecide(token))) throw fenced()
    const view = this.#find(token)
    const input: VerifyInput = { key: token, cost: 1, request: observed(request) }
    if (view === null) {
      const { code } = this.#unknownToken(null, input, null)
      return refused({ code })
    }
    const { lease, managementUse, replica } = this.#options
    const { management } = replica
    const asked = { ...nothingAsked, apiId: management.apiId, ...askedOf(request) }
    const decision = decide(view, asked, lease.now())
    const principal = management.get(view.keyId)
    if (!options.recorded && decision.code === 'valid' && principal) return { ok: true, principal }
    const { verdict, event } = await this.#decideOn(null, input, { view, asked })
    if (event !== null) await managementUse.record(event)
    if (!lease.isHeld()) throw fenced()
    if (verdict.code !== 'valid' || !principal) return refused(verdict)
    return { ok: true, principal }
  }

  /** Takes a token's digest, which `tryAuthenticate` needs each time; null when it can be nobody's token. */
  present(token: string): PresentedToken | null {
    return isPresentableToken(token) ? { digest: hash('sha256', token, 'binary') } : null
  }

  /**
   * Whose token it is, when that can be said at once and needs no record; null for everything else, which
   * `authenticate` finds out.
   */
  tryAuthenticate(
    presented: PresentedToken,
    request: Pick<RequestInfo, 'method' | 'path' | 'ip'>,
  ): KeyPrincipal | null {
    const { replica, lease } = this.#options
    if (!lease.isHeld()) return null
    const view = replica.table.find(presented.digest)
    if (view === null) return null
    const { method, path, ip } = request
    const { apiId } = replica.management
    const asked = { scopes: null, apiId, environment: null, organizationId: null, method, path, ip }
    if (decide(view, asked, lease.now()).code !== 'valid') return null
    return replica.management.get(view.keyId) ?? null
  }

  /** Whether this node may decide at this moment. */
  isDeciding(): boolean {
    return this.#options.lease.isHeld()
  }

  /** Resolves once this node may decide; rejects with `fenced` when it may not within a moment (50 ms). */
  async untilDeciding(): Promise<void> {
    if (!(await this.#options.feed.leaseSoon())) throw fenced()
  }

  /** What the presented token, of any API, is and may do; not counted as use. */
  async identify(token: string, request: RequestInfo): Promise<Identification> {
    if (!(await this.#mayDecide(token))) throw fenced()
    const view = this.#find(token)
    if (view === null) return refused({ code: parseToken(token) === null ? 'malformed' : 'not_found' })
    const { code } = decide(view, { ...nothingAsked, ...askedOf(request) }, this.#options.lease.now())
    return code === 'valid' ? { ok: true, keyJson: view.publicJson() } : refused({ code })
  }

  /** Writes down how many attempts were only counted; called every few seconds and at the end. */
  recordCounted(options: { all: boolean } = { all: false }): void {
    const now = this.#options.clock.now()
    const counted = options.all ? this.#unknown.takeAll(now) : this.#unknown.takeCounted(now)
    for (const { source, count } of counted) {
      const input = { key: '', request: { ip: source } }
      const event = toUsageEvent(this.#options, { caller: null, input, code: 'not_found', view: null })
      this.#note({ ...event, count })
    }
  }

  #find(token: string): KeyView | null {
    if (!isPresentableToken(token)) return null
    return this.#options.replica.table.find(hash('sha256', token, 'binary'))
  }

  /** Without a lease only what no table could change is answered. */
  async #mayDecide(token: string): Promise<boolean> {
    if (this.#options.lease.isHeld() || !isPresentableToken(token)) return true
    return this.#options.feed.leaseSoon()
  }

  /** A key out of reach is answered and recorded like one that does not exist. */
  #unknownToken(caller: Principal | null, input: VerifyInput, view: KeyView | null): Verdict {
    const code = view !== null || parseToken(input.key) !== null ? 'not_found' : 'malformed'
    const event = toUsageEvent(this.#options, { caller, input, code, view: null })
    const source = input.request?.ip ?? ''
    if (this.#unknown.isKept(source, event.at)) this.#note(event)
    return toVerdict(event.id, code)
  }

  #begin(caller: Principal, input: VerifyInput, asked: DecisionInput): Begun | Promise<Begun> {
    const decided = this.#decide(caller, input, asked)
    return decided instanceof Promise ? decided.then(each => this.#begun(each)) : this.#begun(decided)
  }

  #begun({ verdict, event }: Decided): Begun {
    return { verdict, recorded: event === null ? null : this.#record(event) }
  }

  #decide(caller: Principal, input: VerifyInput, asked: DecisionInput): Decided | Promise<Decided> {
    const view = this.#find(input.key)
    if (view !== null && isReached(caller, view)) return this.#decideKnown(caller, input, { view, asked })
    return { verdict: this.#unknownToken(caller, input, view), event: null }
  }

  #decideKnown(
    caller: Principal | null,
    input: VerifyInput,
    { view, asked }: { view: KeyView; asked: DecisionInput },
  ): Decided | Promise<Decided> {
    if (!this.#options.journal.hasRoom()) throw overloaded()
    return this.#decideOn(caller, input, { view, asked })
  }

  #decideOn(
    caller: Principal | null,
    input: VerifyInput,
    { view, asked }: { view: KeyView; asked: DecisionInput },
  ): Decided | Promise<Decided> {
    const { lease, quotas } = this.#options
    const now = lease.now()
    const decision = decide(view, asked, now)
    // The event says what was decided on: later entries of the feed are not part of this verdict.
    const event = toUsageEvent(this.#options, { caller, input, code: decision.code, view })
    const verdict: Verdict = {
      code: decision.code,
      verificationId: event.id,
      keyJson: view.publicJson(),
      missingScopes: decision.missingScopes ?? null,
      rateLimits: null,
      credits: null,
    }
    const charged =
      decision.code === 'valid' ? quotas.charge(view, event.cost, this.#options.clock.monotonic()) : null
    if (charged instanceof Promise) return charged.then(each => withCharge({ verdict, event }, input, each))
    if (charged !== null) return withCharge({ verdict, event }, input, charged)
    if (input.explain && decision.code !== 'valid')
      verdict.explanation = explainDecision(view, decision, { asked, scopes: input.scopes, now })
    return { verdict, event }
  }

  #recordBatch(decided: readonly Decided[]): BegunBatch {
    const verdicts: Verdict[] = []
    const events: UsageEvent[] = []
    for (const { verdict, event } of decided) {
      verdicts.push(verdict)
      if (event !== null) events.push(event)
    }
    if (events.length === 0) return { verdicts, recorded: null }
    return { verdicts, recorded: this.#answerable(this.#options.journal.appendAll(events)) }
  }

  /** What was charged is recorded also where another one failed, and nobody is answered. */
  async #settleBatch(deciding: readonly (Decided | Promise<Decided>)[]): Promise<BegunBatch> {
    const settled = await Promise.allSettled(deciding)
    const begun = this.#recordBatch(settled.filter(isFulfilled).map(({ value }) => value))
    for (const each of settled) if (each.status === 'rejected') throw each.reason
    return begun
  }

  #record(event: UsageEvent): Promise<void> {
    const { journal } = this.#options
    const written = journal.append(event)
    return this.#answerable(written)
  }

  /** Everybody whose event joins one write waits for one promise, after which the lease is read once more. */
  #answerable(written: Promise<void>): Promise<void> {
    if (this.#write?.written !== written) {
      const { lease } = this.#options
      const recorded = written.then(() => {
        if (!lease.isHeld()) throw fenced()
      })
      // Whoever waited may have gone away.
      recorded.catch(() => {})
      this.#write = { written, recorded }
    }
    return this.#write.recorded
  }

  /** Records an attempt with an unknown token; unlike that of a known key, its answer does not depend on it. */
  #note(event: UsageEvent): void {
    const { journal } = this.#options
    if (journal.hasRoom()) journal.append(event).catch(() => {})
  }
}

function isDecided(decided: Decided | Promise<Decided>): decided is Decided {
  return !(decided instanceof Promise)
}

function isFulfilled<Value>(settled: PromiseSettledResult<Value>): settled is PromiseFulfilledResult<Value> {
  return settled.status === 'fulfilled'
}

function withCharge(
  { verdict, event }: { verdict: Verdict; event: UsageEvent },
  { explain }: VerifyInput,
  charged: Charged,
): Decided {
  const { code, rateLimits, credits } = charged
  verdict.code = code
  verdict.rateLimits = rateLimits
  verdict.credits = credits
  event.code = code
  if (explain && code !== 'valid') verdict.explanation = explainCharge(charged, event.cost)
  return { verdict, event }
}

function toDecisionInput(input: VerifyInput, pointer?: string): DecisionInput {
  return {
    scopes: requiredScopes(input.scopes, pointer),
    apiId: input.apiId ?? null,
    environment: input.environment ?? null,
    organizationId: input.organizationId ?? null,
    method: input.request?.method ?? null,
    path: input.request?.path ?? null,
    ip: input.request?.ip ?? null,
  }
}

function isReached(caller: Principal, view: KeyView): boolean {
  return isWithinReach(caller.reach, { organizationId: view.organizationId, apiId: view.apiId })
}

function toVerdict(verificationId: string, code: Verdict['code']): Verdict {
  return { code, verificationId, keyJson: null, missingScopes: null, rateLimits: null, credits: null }
}

function refused({ code, rateLimits = null }: Pick<Verdict, 'code'> & Partial<Verdict>): Refused {
  return { ok: false, code, detail: verdictDetail(code), rateLimits }
}

function askedOf({ method, path, ip }: RequestInfo): Pick<DecisionInput, 'method' | 'path' | 'ip'> {
  return { method, path, ip }
}

function observed({ method, path, ip, userAgent, origin }: RequestInfo): VerifyInput['request'] {
  return { method, path, ip: ip ?? undefined, userAgent: userAgent ?? undefined, origin: origin ?? undefined }
}

function overloaded(): EngineError {
  return new EngineError('overloaded', 'The usage journal is full. Try again shortly.', {
    retryAfterSeconds: 1,
  })
}
