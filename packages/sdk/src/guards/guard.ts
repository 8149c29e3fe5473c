import type { VerifyRequest } from '@keyturn/contract/client'
import { clientAddress, rateLimitHeaders } from '@keyturn/core'
import { headerValues, readCredential } from '../credentials/read-credential.ts'
import { OutcomeQueue } from '../outcomes/outcome-queue.ts'
import { type Refusal, refuse } from '../refusals/refusal.ts'
import { refuseVerdict } from '../refusals/refuse-verdict.ts'
import { type RenderedRefusal, renderRefusal } from '../refusals/render-refusal.ts'
import type { RequestFacts } from '../requests/request-facts.ts'
import type { AdmittedVerdict, Verdict } from '../verdicts/verdict.ts'
import {
  type CostOption,
  type EnvironmentOption,
  type GuardOptions,
  type OptionNames,
  type ParsedGuardOptions,
  parseGuardOptions,
  type RequiredScopes,
} from './guard-options.ts'
import { isTemporary, retryAfterOf } from './unavailability.ts'

/** `verdict` is null only where Keyturn was unavailable and the options say `allow`. */
export type Admission = {
  admitted: true
  verdict: AdmittedVerdict | null
  /** For the answer: the state of the key's limits. */
  headers: Record<string, string>
}
export type Rejection = { admitted: false; refusal: Refusal; verdict: AdmittedVerdict | null }

/** What a route asks for instead of what the guard's options say. */
export type RouteDemand<Request> = {
  scopes?: RequiredScopes | undefined
  cost?: CostOption<Request> | undefined
}

const headerLengthMax = 256
const durationMsMax = 86_400_000

/** What all middleware share: request in, admission or refusal out. It never throws and fails closed. */
export class Guard<Request> {
  readonly #options: ParsedGuardOptions<Request>
  readonly #outcomes: OutcomeQueue

  constructor(options: GuardOptions<Request>, beside?: OptionNames) {
    this.#options = parseGuardOptions(options, beside)
    const { usage } = this.#options.keyturn
    this.#outcomes = new OutcomeQueue({
      report: outcomes => usage.reportOutcomes(outcomes),
      isTemporary,
      onError: error => this.#tell(error),
    })
  }

  async check(
    facts: RequestFacts<Request>,
    demand: RouteDemand<Request> = {},
  ): Promise<Admission | Rejection> {
    const credential = readCredential(facts)
    if (!credential.ok) return reject(credential.refusal)
    try {
      const question = this.#ask(facts, credential.key, demand)
      const verdict = await this.#options.keyturn.keys.verify(question)
      return this.#judge(verdict, question.apiId)
    } catch (error) {
      this.#tell(error)
      const temporary = isTemporary(error)
      if (temporary && this.#options.onUnavailable === 'allow')
        return { admitted: true, verdict: null, headers: {} }
      return reject(refuse('verification_unavailable', { retryAfterSeconds: retryAfterOf(error) }))
    }
  }

  /** Queues what became of an admitted request. */
  settle(verdict: AdmittedVerdict | null, outcome: { status: number; durationMs: number }): void {
    if (verdict === null) return
    const durationMs = Math.min(durationMsMax, Math.max(0, Math.round(outcome.durationMs)))
    this.#outcomes.add({ verificationId: verdict.verificationId, status: outcome.status, durationMs })
  }

  render(refusal: Refusal, requestId: string): RenderedRefusal {
    const { realm, helpUrl } = this.#options
    return renderRefusal(refusal, { requestId, realm, helpUrl })
  }

  /** Sends what waits now, where the runtime may stop after the answer. `waitUntil` keeps it alive so long. */
  flushSoon(waitUntil: ((task: Promise<unknown>) => void) | undefined): void {
    const keepAlive = waitUntil ?? this.#options.waitUntil
    keepAlive?.(this.#outcomes.flush())
  }

  /** Outcomes that could not be reported and were given up. */
  get droppedOutcomes(): number {
    return this.#outcomes.dropped
  }

  /** Sends the outcomes that still wait. */
  close(): Promise<void> {
    return this.#outcomes.close()
  }

  #ask(
    facts: RequestFacts<Request>,
    key: string,
    demand: RouteDemand<Request>,
  ): VerifyRequest & { apiId: string } {
    const { apiId } = this.#options
    const required = demand.scopes ?? this.#options.scopes
    const environment = askedEnvironment(this.#options.environment, facts.request)
    const cost = askedCost(demand.cost ?? this.#options.cost, facts.request)
    return {
      key,
      apiId: typeof apiId === 'function' ? apiId(facts.request) : apiId,
      ...(cost === null ? {} : { cost }),
      ...(environment === null ? {} : { environment }),
      ...(required.length === 0 ? {} : { scopes: typeof required === 'string' ? required : [...required] }),
      request: this.#describe(facts),
    }
  }

  #describe(facts: RequestFacts<Request>): NonNullable<VerifyRequest['request']> {
    const ip = clientAddress({
      peer: this.#options.peerAddress?.(facts.request) ?? facts.peer,
      forwardedFor: headerValues(facts.rawHeaders, 'x-forwarded-for'),
      trustedProxies: this.#options.trustedProxies,
    })
    const userAgent = shownHeader(facts.rawHeaders, 'user-agent')
    const origin = shownHeader(facts.rawHeaders, 'origin')
    return {
      method: facts.method,
      path: facts.target.split('?', 1)[0] ?? facts.target,
      ...(ip === null ? {} : { ip }),
      ...(userAgent ? { userAgent } : {}),
      ...(origin ? { origin } : {}),
    }
  }

  #judge(verdict: Verdict, apiId: string): Admission | Rejection {
    if (verdict.valid !== true) return reject(refuseVerdict(verdict))
    const { environment } = this.#options
    const { key } = verdict
    const { organizationId } = key
    if (key.apiId !== apiId || organizationId === null) throw new Error('Keyturn accepted a foreign key.')
    const admitted = { ...verdict, key: { ...key, organizationId } }
    if (Array.isArray(environment) && !environment.includes(key.environment)) {
      return { ...reject(refuse('wrong_environment')), verdict: admitted }
    }
    return { admitted: true, verdict: admitted, headers: rateLimitHeaders(verdict.rateLimits ?? []) }
  }

  /** An exception in the service's own log must not turn into an unanswered request. */
  #tell(error: unknown): void {
    try {
      this.#options.onError(error)
    } catch {}
  }
}

/** A header for the usage log: bounded and printable, so that no caller can make Keyturn refuse the question. */
function shownHeader(rawHeaders: readonly string[], name: string): string {
  const [value = ''] = headerValues(rawHeaders, name)
  return value
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, headerLengthMax)
    .trim()
}

function reject(refusal: Refusal): Rejection {
  return { admitted: false, refusal, verdict: null }
}

function askedEnvironment<Request>(option: EnvironmentOption<Request>, request: Request): string | null {
  if (typeof option === 'function') return option(request)
  return typeof option === 'string' && option !== 'any' ? option : null
}

function askedCost<Request>(option: CostOption<Request> | undefined, request: Request): number | null {
  return typeof option === 'function' ? option(request) : (option ?? null)
}
