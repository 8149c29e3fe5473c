import { decide, GrantedScopes, type KeyView, type Lease, parseToken } from '@keyturn/core'
import type { Principal } from '../access/principal.ts'
import { isWithinReach } from '../access/reach.ts'
import type { ChangeFeed } from '../changes/change-feed.ts'
import type { Clock } from '../clock/clock.ts'
import { EngineError } from '../errors/engine-error.ts'
import { idBytes } from '../ids/base32.ts'
import { newId, newVerificationBytes, verificationIdOf } from '../ids/new-id.ts'
import type { Journal } from '../usage/journal.ts'
import type { UsageEvent } from '../usage/usage-event.ts'
import type { Asked, AskedToken } from './asked.ts'
import { Calls, toCallFacts } from './call-facts.ts'
import { explainCharge, explainDecision } from './explain-verdict.ts'
import type { Charged, Quotas } from './quotas.ts'
import type { VerdictReplica } from './replica.ts'
import { sourceOf } from './source-of.ts'
import { UnknownTokens } from './unknown-tokens.ts'
import type { Admission, KeyIdentity, Verdict } from './verdict.ts'
import { toEventFacts, toKeptRequest, toUsageEvent } from './verification-event.ts'

export type DeciderOptions = {
  replica: VerdictReplica
  lease: Lease
  feed: ChangeFeed
  quotas: Quotas
  journal: Journal
  clock: Clock
  nodeId: string
}

/** When a call is decided, by each of the clocks, which are read once for all of a batch. */
export type Moment = { verdictMs: number; wallMs: number; monotonicMs: number }

/** For whom a verdict is, and when. */
export type DecidedBy = { caller: Principal; moment: Moment }

/** What a verdict says besides its id and its key. */
export type Judged = Omit<Verdict, 'verificationId' | 'keyJson'>

/**
 * What was decided, and the write of the journal that its event has joined; null: nothing to wait for. Where `id` is
 * bytes and `key` a view, both hold until anything else is decided: whoever keeps the verdict makes it of them at once.
 */
export type Decided = {
  judged: Judged
  id: Uint8Array | string
  key: KeyView | string | null
  written: Promise<void> | null
}

/** Decides on tokens and records what was decided: everything of a verification but the lease. */
export class Decider {
  readonly #options: DeciderOptions
  readonly #unknown: UnknownTokens
  readonly #calls: Calls
  /** The bytes of the id that was made last: its event takes them at once. */
  readonly #id = new Uint8Array(idBytes)

  constructor(options: DeciderOptions) {
    this.#options = options
    this.#unknown = new UnknownTokens(options.clock.now())
    this.#calls = new Calls(options)
  }

  moment(): Moment {
    const { clock, lease } = this.#options
    return { verdictMs: lease.now(), wallMs: clock.now(), monotonicMs: clock.monotonic() }
  }

  find(digest: string | null): KeyView | null {
    return digest === null ? null : this.#options.replica.table.find(digest)
  }

  /** `view`: the key that the token is of; null where there is none. */
  decide({ token, asked }: AskedToken, view: KeyView | null, by: DecidedBy): Decided | Promise<Decided> {
    const { caller, moment } = by
    if (view !== null && isWithinReach(caller.reach, view)) return this.#decideKnown(view, asked, by)
    return this.unknown({ token, asked }, { caller, isKnown: view !== null, moment })
  }

  /** On a token that is nobody's. A key out of reach is answered and recorded like one that does not exist. */
  unknown(
    { token, asked: { kept, cost } }: AskedToken,
    { caller, isKnown, moment }: { caller: Principal | null; isKnown: boolean; moment: Moment },
  ): Decided {
    const code = isKnown || parseToken(token) !== null ? 'not_found' : 'malformed'
    const id = newId('ver', moment.wallMs)
    if (this.#unknown.isKept(sourceOf(kept.ip), moment.wallMs)) {
      const call = toCallFacts(this.#options, { caller, kept, cost, at: moment.wallMs })
      this.#note(toUsageEvent({ id, keyId: null, secretId: null }, toEventFacts(null, code, call)))
    }
    return { judged: newlyJudged(code, null), id, key: null, written: null }
  }

  /** On a known key; final unless a balance is still to be charged. `#id` holds the bytes of its id. */
  judge(view: KeyView, asked: Asked, moment: Moment): { judged: Judged; charging: Promise<Charged> | null } {
    const { code, missingScopes = null } = decide(view, asked.decision, moment.verdictMs)
    newVerificationBytes(moment.wallMs, this.#id)
    const judged = newlyJudged(code, missingScopes)
    if (code === 'valid') {
      const charged = this.#options.quotas.charge(view, asked.cost, moment.monotonicMs)
      if (charged instanceof Promise) return { judged, charging: charged }
      if (charged !== null) applyCharge(judged, asked, charged)
    } else if (asked.input.explain) {
      const { scopes } = asked.input
      const compared = { asked: asked.decision, scopes, now: moment.verdictMs }
      judged.explanation = explainDecision(view, { code }, compared)
    }
    return { judged, charging: null }
  }

  /** With texts of its ids, which stay when the view moves on: it says what was decided on, whatever comes meanwhile. */
  eventOf(
    { code }: Judged,
    { kept, cost }: Asked,
    { caller, view, moment }: { caller: Principal | null; view: KeyView; moment: Moment },
  ): UsageEvent {
    const call = toCallFacts(this.#options, { caller, kept, cost, at: moment.wallMs })
    const ids = { id: verificationIdOf(this.#id), ...view.ids }
    return toUsageEvent(ids, toEventFacts(view, code, call))
  }

  /** Writes down how many attempts were only counted; called every few seconds and at the end. */
  recordCounted({ all }: { all: boolean }): void {
    const now = this.#options.clock.now()
    const counted = all ? this.#unknown.takeAll(now) : this.#unknown.takeCounted(now)
    for (const { source, count } of counted) {
      const kept = toKeptRequest({ ip: source })
      const call = { ...toCallFacts(this.#options, { caller: null, kept, cost: 1, at: now }), count }
      const ids = { id: newId('ver', now), keyId: null, secretId: null }
      this.#note(toUsageEvent(ids, toEventFacts(null, 'not_found', call)))
    }
  }

  /** Where nothing has to be waited for, the event goes into the journal without a text of its ids. */
  #decideKnown(view: KeyView, asked: Asked, by: DecidedBy): Decided | Promise<Decided> {
    const { journal } = this.#options
    const { caller, moment } = by
    if (!journal.hasRoom()) throw overloaded()
    const { judged, charging } = this.judge(view, asked, moment)
    if (charging !== null) {
      const event = this.eventOf(judged, asked, { caller, view, moment })
      const key = view.publicJson()
      return charging.then(charged => {
        settle({ judged, event }, asked, charged)
        return { judged, id: event.id, key, written: journal.append(event) }
      })
    }
    const facts = toEventFacts(view, judged.code, this.#calls.of(asked, by))
    const written = journal.appendKeyEvent({ id: this.#id, ids: view.storedIds, facts })
    return { judged, id: this.#id, key: view, written }
  }

  /** Records an attempt with an unknown token; unlike that of a known key, its answer does not depend on it. */
  #note(event: UsageEvent): void {
    const { journal } = this.#options
    if (journal.hasRoom()) journal.append(event).catch(() => {})
  }
}

/** The verdict as it is kept. */
export function toVerdict({ judged, id, key }: Decided): Verdict {
  return {
    ...judged,
    verificationId: typeof id === 'string' ? id : verificationIdOf(id),
    keyJson: key === null || typeof key === 'string' ? key : key.publicJson(),
  }
}

/** Of the verdict what a gateway learns, without a text of the whole key. */
export function toAdmission({ judged, key }: Decided): Admission {
  const { code, missingScopes, rateLimits } = judged
  return { code, missingScopes, rateLimits, key: key === null ? null : identityOf(key) }
}

function identityOf(key: KeyView | string): KeyIdentity {
  const { keyId: id, organizationId, scopes } = typeof key === 'string' ? fromJson(key) : key
  return { id, organizationId, scopes }
}

function fromJson(json: string): Pick<KeyView, 'keyId' | 'organizationId' | 'scopes'> {
  const { id, organizationId, scopes } = JSON.parse(json)
  return { keyId: id, organizationId, scopes: GrantedScopes.of(scopes).words }
}

/** What was charged is part of the verdict, and of what is recorded. */
export function settle(
  { judged, event }: { judged: Judged; event: UsageEvent },
  asked: Asked,
  charged: Charged,
): void {
  applyCharge(judged, asked, charged)
  event.code = judged.code
}

function applyCharge(judged: Judged, { input, cost }: Asked, charged: Charged): void {
  judged.code = charged.code
  judged.rateLimits = charged.rateLimits
  judged.credits = charged.credits
  if (input.explain && charged.code !== 'valid') judged.explanation = explainCharge(charged, cost)
}

function newlyJudged(code: Judged['code'], missingScopes: Judged['missingScopes']): Judged {
  return { code, missingScopes, rateLimits: null, credits: null }
}

function overloaded(): EngineError {
  return new EngineError('overloaded', 'The usage journal is full. Try again shortly.', {
    retryAfterSeconds: 1,
  })
}
