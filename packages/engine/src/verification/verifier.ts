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
import { newId, newVerificationId } from '../ids/new-id.ts'
import type { RequestInfo } from '../mutate/context.ts'
import type { Journal } from '../usage/journal.ts'
import { idBytes } from '../usage/packed-text.ts'
import type { UsageEvent } from '../usage/usage-event.ts'
import { type Asked, toAsked, toAskedAll } from './asked.ts'
import { explainCharge, explainDecision } from './explain-verdict.ts'
import { LeasedWrites } from './leased-writes.ts'
import type { ManagementUse } from './management-use.ts'
import type { Charged, Quotas } from './quotas.ts'
import type { VerdictReplica } from './replica.ts'
import { UnknownTokens } from './unknown-tokens.ts'
import type { Verdict } from './verdict.ts'
import { toEventFacts, toKeptRequest } from './verification-event.ts'
import type { VerifyInput } from './verify-input.ts'

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

/** A verdict, and the write of the journal that its event has joined; null: nothing to wait for. */
type Decided = { verdict: Verdict; written: Promise<void> | null }

/** When a call is decided, by each of the clocks, which are read once for all of a batch. */
type Moment = { verdictMs: number; wallMs: number; monotonicMs: number }

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
  readonly #writes: LeasedWrites
  /** The bytes of the id that was made last: its event takes them at once. */
  readonly #id = new Uint8Array(idBytes)

  constructor(options: VerifierOptions) {
    this.#options = options
    this.#writes = new LeasedWrites(options.lease)
    this.#unknown = new UnknownTokens(options.clock.now())
  }

  /** Decides on one token for a caller with `keys:verify`, who learns of keys within reach only. */
  async verify(caller: Principal, input: VerifyInput): Promise<Verdict> {
    authorise(caller, 'keys:verify')
    const asked = toAsked(input)
    if (!(await this.#mayDecide(input.key))) throw fenced()
    const { verdict, recorded } = await this.#begin(caller, asked)
    await recorded
    return verdict
  }

  /**
   * `verify` up to where it waits, so that those who wait for one write can do it together. Null without a lease;
   * what is thrown, nothing was spent on.
   */
  begin(caller: Principal, input: VerifyInput): Begun | Promise<Begun> | null {
    authorise(caller, 'keys:verify')
    const asked = toAsked(input)
    return this.#options.lease.isHeld() ? this.#begin(caller, asked) : null
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
    const all = toAskedAll(inputs)
    if (!this.#options.lease.isHeld()) return null
    const moment = this.#moment()
    const decided: (Decided | Promise<Decided>)[] = []
    try {
      for (const asked of all) decided.push(this.#decide(caller, asked, moment))
    } catch (error) {
      decided.push(Promise.reject(error))
    }
    return decided.every(isDecided) ? this.#begunBatch(decided) : this.#settleBatch(decided)
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
    const { lease, managementUse, replica } = this.#options
    const { management } = replica
    const moment = this.#moment()
    const asked = toAsked({ key: token, apiId: management.apiId, request: observed(request) })
    const view = this.#find(token)
    if (view === null) {
      const { code } = this.#unknownToken(null, asked, { view, moment })
      return refused({ code })
    }
    const principal = management.get(view.keyId)
    const isValid = decide(view, asked.decision, moment.verdictMs).code === 'valid'
    if (!options.recorded && isValid && principal) return { ok: true, principal }
    const { verdict, charging } = this.#judge(view, asked, moment)
    const event = this.#eventOf(verdict, asked, { caller: null, view, moment })
    if (charging !== null) settle({ verdict, event }, asked, await charging)
    await managementUse.record(event)
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
      const kept = toKeptRequest({ ip: source })
      const attempt = { caller: null, kept, code: 'not_found', cost: 1, at: now, view: null }
      const facts = { ...toEventFacts(this.#options, attempt), count }
      this.#note({ id: newId('ver', now), keyId: null, secretId: null, ...facts })
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

  #moment(): Moment {
    const { clock, lease } = this.#options
    return { verdictMs: lease.now(), wallMs: clock.now(), monotonicMs: clock.monotonic() }
  }

  /** A key out of reach is answered and recorded like one that does not exist. */
  #unknownToken(
    caller: Principal | null,
    { input, kept, cost }: Asked,
    { view, moment }: { view: KeyView | null; moment: Moment },
  ): Verdict {
    const code = view !== null || parseToken(input.key) !== null ? 'not_found' : 'malformed'
    const id = newId('ver', moment.wallMs)
    if (this.#unknown.isKept(input.request?.ip ?? '', moment.wallMs)) {
      const attempt = { caller, kept, code, cost, at: moment.wallMs, view: null }
      this.#note({ id, keyId: null, secretId: null, ...toEventFacts(this.#options, attempt) })
    }
    return toVerdict(id, code)
  }

  #begin(caller: Principal, asked: Asked): Begun | Promise<Begun> {
    const decided = this.#decide(caller, asked, this.#moment())
    return decided instanceof Promise ? decided.then(each => this.#begun(each)) : this.#begun(decided)
  }

  #begun({ verdict, written }: Decided): Begun {
    return { verdict, recorded: written === null ? null : this.#writes.after(written) }
  }

  #decide(caller: Principal, asked: Asked, moment: Moment): Decided | Promise<Decided> {
    const view = this.#find(asked.input.key)
    if (view !== null && isWithinReach(caller.reach, view))
      return this.#decideKnown(caller, asked, { view, moment })
    return { verdict: this.#unknownToken(caller, asked, { view, moment }), written: null }
  }

  /** Where nothing has to be waited for, the event goes into the journal without a text of its ids. */
  #decideKnown(
    caller: Principal,
    asked: Asked,
    { view, moment }: { view: KeyView; moment: Moment },
  ): Decided | Promise<Decided> {
    const { journal } = this.#options
    if (!journal.hasRoom()) throw overloaded()
    const { verdict, charging } = this.#judge(view, asked, moment)
    if (charging !== null) {
      const event = this.#eventOf(verdict, asked, { caller, view, moment })
      return charging.then(charged => {
        settle({ verdict, event }, asked, charged)
        return { verdict, written: journal.append(event) }
      })
    }
    const { kept, cost } = asked
    const verification = { caller, kept, code: verdict.code, cost, at: moment.wallMs, view }
    const facts = toEventFacts(this.#options, verification)
    const written = journal.appendKeyEvent({ id: this.#id, ids: view.storedIds, facts })
    return { verdict, written }
  }

  /** The verdict on a known key, final unless a balance is still to be charged. */
  #judge(
    view: KeyView,
    asked: Asked,
    moment: Moment,
  ): { verdict: Verdict; charging: Promise<Charged> | null } {
    const { code, missingScopes = null } = decide(view, asked.decision, moment.verdictMs)
    const verificationId = newVerificationId(moment.wallMs, this.#id)
    const keyJson = view.publicJson()
    const verdict: Verdict = { code, verificationId, keyJson, missingScopes, rateLimits: null, credits: null }
    if (code === 'valid') {
      const charged = this.#options.quotas.charge(view, asked.cost, moment.monotonicMs)
      if (charged instanceof Promise) return { verdict, charging: charged }
      if (charged !== null) applyCharge(verdict, asked, charged)
    } else if (asked.input.explain) {
      const { scopes } = asked.input
      const compared = { asked: asked.decision, scopes, now: moment.verdictMs }
      verdict.explanation = explainDecision(view, { code }, compared)
    }
    return { verdict, charging: null }
  }

  /** With texts of its ids, which stay when the view moves on: it says what was decided on, whatever comes meanwhile. */
  #eventOf(
    { code, verificationId: id }: Verdict,
    { kept, cost }: Asked,
    { caller, view, moment }: { caller: Principal | null; view: KeyView; moment: Moment },
  ): UsageEvent {
    const facts = toEventFacts(this.#options, { caller, kept, code, cost, at: moment.wallMs, view })
    return { id, ...view.ids, ...facts }
  }

  #begunBatch(decided: readonly Decided[]): BegunBatch {
    const verdicts: Verdict[] = []
    const writes = new Set<Promise<void>>()
    for (const { verdict, written } of decided) {
      verdicts.push(verdict)
      if (written !== null) writes.add(written)
    }
    return { verdicts, recorded: this.#writes.afterAll(writes) }
  }

  /** What was charged is recorded also where another one failed, and nobody is answered. */
  async #settleBatch(deciding: readonly (Decided | Promise<Decided>)[]): Promise<BegunBatch> {
    const settled = await Promise.allSettled(deciding)
    for (const each of settled) if (each.status === 'rejected') throw each.reason
    return this.#begunBatch(settled.filter(isFulfilled).map(({ value }) => value))
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

function applyCharge(verdict: Verdict, { input, cost }: Asked, charged: Charged): void {
  verdict.code = charged.code
  verdict.rateLimits = charged.rateLimits
  verdict.credits = charged.credits
  if (input.explain && charged.code !== 'valid') verdict.explanation = explainCharge(charged, cost)
}

function settle(
  { verdict, event }: { verdict: Verdict; event: UsageEvent },
  asked: Asked,
  charged: Charged,
): void {
  applyCharge(verdict, asked, charged)
  event.code = verdict.code
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
