import { type DecisionInput, decide, isPresentableToken, parseToken, verdictDetail } from '@keyturn/core'
import { authorise } from '../access/authorise.ts'
import type { KeyPrincipal, Principal } from '../access/principal.ts'
import { fenced } from '../changes/change-feed.ts'
import { TokenDigests } from '../digests/token-digests.ts'
import type { RequestInfo } from '../mutate/context.ts'
import { type Asked, type AskedToken, digestOf, toAsked, toAskedAll } from './asked.ts'
import { BatchAnswer } from './batch-answer.ts'
import {
  type Decided,
  type DecidedBy,
  Decider,
  type DeciderOptions,
  settle,
  toAdmission,
  toVerdict,
} from './decider.ts'
import { LeasedWrites } from './leased-writes.ts'
import type { ManagementUse } from './management-use.ts'
import type { Admission, Verdict } from './verdict.ts'
import type { VerifyInput } from './verify-input.ts'

export type VerifierOptions = DeciderOptions & { managementUse: ManagementUse }

/** What a management credential is worth for a call. */
export type Authentication = { ok: true; principal: KeyPrincipal } | Refused

/** Who presents a token: the key's public JSON. */
export type Identification = { ok: true; keyJson: string } | Refused

/** A verification that is decided and on its way into the journal. */
export type Begun<Told = Verdict> = {
  /** Final, but nobody's before `recorded` has resolved. */
  verdict: Told
  /** Resolves when the event is in the journal and the lease is still held; null: nothing to wait for. */
  recorded: Promise<void> | null
}

/** A batch that is decided: its answer, as JSON in UTF-8, is nobody's before the one write that records all of it. */
export type BegunBatch = { json: Buffer; recorded: Promise<void> | null }

/** A token by its digest, for whoever presents the same one again and again. */
export type PresentedToken = { readonly digest: string }

/** `rateLimits` where they were asked: how long to wait is in them. */
type Refused = { ok: false; code: Verdict['code']; detail: string; rateLimits: Verdict['rateLimits'] }

/** What whoever asked is told of what was decided. */
type Tell<Told> = (decided: Decided) => Told
type Beginning<Told> = { caller: Principal; token: string; asked: Asked; tell: Tell<Told> }

/** What one after the other of a batch came to. */
type Deciding = Decided | Promise<Decided>

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
  readonly #decider: Decider
  readonly #writes: LeasedWrites
  readonly #digests = new TokenDigests()
  readonly #answer = new BatchAnswer()

  constructor(options: VerifierOptions) {
    this.#options = options
    this.#decider = new Decider(options)
    this.#writes = new LeasedWrites(options.lease)
  }

  /** Decides on one token for a caller with `keys:verify`, who learns of keys within reach only. */
  async verify(caller: Principal, input: VerifyInput): Promise<Verdict> {
    return this.#verify(caller, input, toVerdict)
  }

  /** The same for a gateway. */
  async admit(caller: Principal, input: VerifyInput): Promise<Admission> {
    return this.#verify(caller, input, toAdmission)
  }

  /**
   * `verify` up to where it waits, so that those who wait for one write can do it together. Null without a lease;
   * what is thrown, nothing was spent on.
   */
  begin(caller: Principal, input: VerifyInput): Begun | Promise<Begun> | null {
    return this.#beginHeld(caller, input, toVerdict)
  }

  /** `admit` up to where it waits. */
  beginAdmission(caller: Principal, input: VerifyInput): Begun<Admission> | Promise<Begun<Admission>> | null {
    return this.#beginHeld(caller, input, toAdmission)
  }

  /** Decides on up to 1,000 tokens; the verdicts are in the order of the inputs. */
  async verifyBatch(caller: Principal, inputs: readonly VerifyInput[]): Promise<Verdict[]> {
    authorise(caller, 'keys:verify')
    const all = toAskedAll(inputs)
    if (!this.#options.lease.isHeld()) return Promise.all(inputs.map(input => this.verify(caller, input)))
    this.#options.replica.table.readAhead(this.#digests.of(all))
    const decided = await settleAll(this.#decideFrom(0, all, { caller, moment: this.#decider.moment() }))
    const writes = decided.map(({ written }) => written).filter(written => written !== null)
    await this.#writes.afterAll(new Set(writes))
    return decided.map(toVerdict)
  }

  /** The answer to `verifyBatch` up to where it waits. Null without a lease; what is thrown, nothing was spent on. */
  beginBatch(caller: Principal, inputs: readonly VerifyInput[]): BegunBatch | Promise<BegunBatch> | null {
    authorise(caller, 'keys:verify')
    const all = toAskedAll(inputs)
    if (!this.#options.lease.isHeld()) return null
    try {
      return this.#answerAll(all, { caller, moment: this.#decider.moment() })
    } catch (error) {
      return Promise.reject(error)
    }
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
    const moment = this.#decider.moment()
    const asked = toAsked({ apiId: management.apiId, request: observed(request) })
    const view = this.#decider.find(digestOf(token))
    if (view === null) {
      const { judged } = this.#decider.unknown({ token, asked }, { caller: null, isKnown: false, moment })
      return refused(judged)
    }
    const principal = management.get(view.keyId)
    const isValid = decide(view, asked.decision, moment.verdictMs).code === 'valid'
    if (!options.recorded && isValid && principal) return { ok: true, principal }
    const { judged, charging } = this.#decider.judge(view, asked, moment)
    const event = this.#decider.eventOf(judged, asked, { caller: null, view, moment })
    if (charging !== null) settle({ judged, event }, asked, await charging)
    await managementUse.record(event)
    if (!lease.isHeld()) throw fenced()
    if (judged.code !== 'valid' || !principal) return refused(judged)
    return { ok: true, principal }
  }

  /** Takes a token's digest, which `tryAuthenticate` needs each time; null when it can be nobody's token. */
  present(token: string): PresentedToken | null {
    const digest = digestOf(token)
    return digest === null ? null : { digest }
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
    const view = this.#decider.find(digestOf(token))
    if (view === null) return refused({ code: parseToken(token) === null ? 'malformed' : 'not_found' })
    const { code } = decide(view, { ...nothingAsked, ...askedOf(request) }, this.#options.lease.now())
    return code === 'valid' ? { ok: true, keyJson: view.publicJson() } : refused({ code })
  }

  /** Writes down how many attempts were only counted; called every few seconds and at the end. */
  recordCounted(options: { all: boolean } = { all: false }): void {
    this.#decider.recordCounted(options)
  }

  /** Without a lease only what no table could change is answered. */
  async #mayDecide(token: string): Promise<boolean> {
    if (this.#options.lease.isHeld() || !isPresentableToken(token)) return true
    return this.#options.feed.leaseSoon()
  }

  async #verify<Told>(caller: Principal, input: VerifyInput, tell: Tell<Told>): Promise<Told> {
    authorise(caller, 'keys:verify')
    const asked = toAsked(input)
    if (!(await this.#mayDecide(input.key))) throw fenced()
    const { verdict, recorded } = await this.#begin({ caller, token: input.key, asked, tell })
    await recorded
    return verdict
  }

  #beginHeld<Told>(
    caller: Principal,
    input: VerifyInput,
    tell: Tell<Told>,
  ): Begun<Told> | Promise<Begun<Told>> | null {
    authorise(caller, 'keys:verify')
    const asked = toAsked(input)
    return this.#options.lease.isHeld() ? this.#begin({ caller, token: input.key, asked, tell }) : null
  }

  #begin<Told>({ caller, token, asked, tell }: Beginning<Told>): Begun<Told> | Promise<Begun<Told>> {
    const view = this.#decider.find(digestOf(token))
    const decided = this.#decider.decide({ token, asked }, view, { caller, moment: this.#decider.moment() })
    return decided instanceof Promise
      ? decided.then(each => this.#begun(each, tell))
      : this.#begun(decided, tell)
  }

  #begun<Told>(decided: Decided, tell: Tell<Told>): Begun<Told> {
    const { written } = decided
    return { verdict: tell(decided), recorded: written === null ? null : this.#writes.after(written) }
  }

  /** The answer is written while it is decided, up to the first verdict that has to be waited for. */
  #answerAll(all: readonly AskedToken[], by: DecidedBy): BegunBatch | Promise<BegunBatch> {
    const { table } = this.#options.replica
    const writes = new Set<Promise<void>>()
    let last: Promise<void> | null = null
    table.readAhead(this.#digests.of(all))
    this.#answer.start()
    let index = 0
    for (const asked of all) {
      const decided = this.#decider.decide(asked, table.findAhead(index++), by)
      if (decided instanceof Promise) {
        const others = this.#decideFrom(index, all, by)
        return this.#answerRest({ json: this.#answer.take(), writes }, [decided, ...others])
      }
      this.#answer.add(decided)
      if (decided.written === last || decided.written === null) continue
      last = decided.written
      writes.add(last)
    }
    return { json: this.#answer.finish(), recorded: this.#writes.afterAll(writes) }
  }

  async #answerRest(
    { json, writes }: { json: Buffer; writes: Set<Promise<void>> },
    deciding: readonly Deciding[],
  ): Promise<BegunBatch> {
    const decided = await settleAll(deciding)
    this.#answer.start(json)
    for (const each of decided) {
      this.#answer.add(each)
      if (each.written !== null) writes.add(each.written)
    }
    return { json: this.#answer.finish(), recorded: this.#writes.afterAll(writes) }
  }

  /** Those that were read ahead, from one of them on. Kept for later, with texts; after a refusal nothing more is decided. */
  #decideFrom(first: number, all: readonly AskedToken[], by: DecidedBy): Deciding[] {
    const { table } = this.#options.replica
    const deciding: Deciding[] = []
    try {
      for (const [index, asked] of all.entries()) {
        if (index < first) continue
        const decided = this.#decider.decide(asked, table.findAhead(index), by)
        deciding.push(decided instanceof Promise ? decided : kept(decided))
      }
    } catch (error) {
      deciding.push(Promise.reject(error))
    }
    return deciding
  }
}

function kept(decided: Decided): Decided {
  const { verificationId: id, keyJson: key } = toVerdict(decided)
  return { ...decided, id, key }
}

/** What was charged is recorded also where another one failed, and nobody is answered. */
async function settleAll(deciding: readonly Deciding[]): Promise<Decided[]> {
  const settled = await Promise.allSettled(deciding)
  for (const each of settled) if (each.status === 'rejected') throw each.reason
  return settled.filter(isFulfilled).map(({ value }) => value)
}

function isFulfilled<Value>(settled: PromiseSettledResult<Value>): settled is PromiseFulfilledResult<Value> {
  return settled.status === 'fulfilled'
}

function refused({
  code,
  rateLimits = null,
}: {
  code: Verdict['code']
  rateLimits?: Verdict['rateLimits']
}): Refused {
  return { ok: false, code, detail: verdictDetail(code), rateLimits }
}

function askedOf({ method, path, ip }: RequestInfo): Pick<DecisionInput, 'method' | 'path' | 'ip'> {
  return { method, path, ip }
}

function observed({ method, path, ip, userAgent, origin }: RequestInfo): VerifyInput['request'] {
  return { method, path, ip: ip ?? undefined, userAgent: userAgent ?? undefined, origin: origin ?? undefined }
}
