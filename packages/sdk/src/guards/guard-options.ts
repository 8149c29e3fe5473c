import type { OutcomeReport, VerifyRequest } from '@keyturn/contract/client'
import { type Network, parseScopeExpression, parseScopeWord } from '@keyturn/core'
import type { Verdict } from '../verdicts/verdict.ts'
import { tellConsole } from './tell-console.ts'
import { parseTrustedProxies } from './trusted-proxies.ts'

const apiIdPattern = /^api_[0-9a-z]+$/

/** The two calls that a guard makes; a `Keyturn` has them. */
export type Verifier = {
  keys: { verify(request: VerifyRequest): Promise<Verdict> }
  usage: { reportOutcomes(outcomes: OutcomeReport[]): Promise<unknown> }
}

/** A scope expression (`leads:read and not leads:write`) or a list, of which all are needed. */
export type RequiredScopes = string | readonly string[]

/**
 * `live` asks Keyturn for exactly that environment. A list accepts any of several and is checked after the
 * verification; `any` leaves the choice to the handler, which must then look at the key's environment. A
 * function chooses per request, and an exception in it denies.
 */
export type EnvironmentOption<Request> = string | readonly string[] | ((request: Request) => string)

/**
 * What a request draws from credits and limits, a whole number from 0. Default: 1, as Keyturn counts. A function
 * chooses per request, and an exception in it denies.
 */
export type CostOption<Request> = number | ((request: Request) => number)

export type GuardOptions<Request> = {
  keyturn: Verifier
  /** The API that presented keys must belong to; a function where one service stands behind several. */
  apiId: string | ((request: Request) => string)
  environment: EnvironmentOption<Request>
  /** Needed on every route that does not name its own. Default: none, any valid key will do. */
  scopes?: RequiredScopes
  /** Of every route that does not name its own. */
  cost?: CostOption<Request>
  /** Addresses and CIDR ranges whose `X-Forwarded-For` is believed. Default: none. */
  trustedProxies?: readonly string[]
  /**
   * What to do when Keyturn cannot be reached or answers 5xx or 429. Default `deny`: 503.
   *
   * DANGER: `allow` lets EVERY request with something like a key in, unverified: revoked, expired and made-up keys too,
   * without scopes and limits, for as long as Keyturn is away. The verdict is then null. For public data only.
   */
  onUnavailable?: 'deny' | 'allow'
  /**
   * The address of the connection's other end, where a framework cannot tell it: on edge runtimes, a header that the
   * platform itself sets. Never a header that callers can send. Keys bound to addresses are refused without it.
   */
  peerAddress?: (request: Request) => string | null | undefined
  /** Named in WWW-Authenticate. Default `api`. */
  realm?: string
  /** Help page of problems; `type` becomes this address plus `#<code>`. Default: `about:blank`. */
  helpUrl?: string
  /** Keeps an edge runtime alive while outcomes are sent after the answer; Hono's is used by itself. */
  waitUntil?: (task: Promise<unknown>) => void
  /**
   * Hears of failed verifications (not of denied keys) and outcome reports, for the service's own log. Default: one line
   * a minute on the console.
   */
  onError?: (error: unknown) => void
}

export type ParsedGuardOptions<Request> = Omit<GuardOptions<Request>, 'scopes' | 'trustedProxies'> & {
  scopes: RequiredScopes
  trustedProxies: Network[]
  onUnavailable: 'deny' | 'allow'
  realm: string
  onError: (error: unknown) => void
}

/** All of them, as the compiler sees to. */
const known: Record<keyof GuardOptions<never>, true> = {
  keyturn: true,
  apiId: true,
  environment: true,
  scopes: true,
  cost: true,
  trustedProxies: true,
  onUnavailable: true,
  peerAddress: true,
  realm: true,
  helpUrl: true,
  waitUntil: true,
  onError: true,
}

export type OptionNames = Readonly<Record<string, true>>

/**
 * Checks the options at the start; `beside` names what a framework has among them for itself. Throws a TypeError that
 * names the option, so that no service starts half guarded.
 */
export function parseGuardOptions<Request>(
  options: GuardOptions<Request>,
  beside: OptionNames = {},
): ParsedGuardOptions<Request> {
  assertOption(typeof options === 'object' && options !== null, 'options', 'are needed')
  assertKnown(options, { ...known, ...beside })
  // Each by its name: a copy of the object would leave out what its class answers, such as the environment.
  const { keyturn, apiId, environment, cost, peerAddress, helpUrl, waitUntil } = options
  assertOption(typeof keyturn?.keys?.verify === 'function', 'keyturn', 'must be a Keyturn client')
  assertOption(
    typeof apiId === 'function' || apiIdPattern.test(apiId),
    'apiId',
    'is needed: the id of the API that keys must belong to. It begins with api_; a prefix of keys is not one',
  )
  assertOption(
    isEnvironment(environment),
    'environment',
    "is needed: an environment such as 'live', a list of them, 'any', or a function of the request",
  )
  if (cost !== undefined) assertCost(cost)
  const { onUnavailable = 'deny', realm = 'api', onError = tellConsole() } = options
  assertOption(onUnavailable === 'deny' || onUnavailable === 'allow', 'onUnavailable', "is 'deny' or 'allow'")
  return {
    keyturn,
    apiId,
    environment,
    cost,
    peerAddress,
    helpUrl,
    waitUntil,
    scopes: parseScopes(options.scopes ?? []),
    trustedProxies: parseTrustedProxies(options.trustedProxies ?? []),
    onUnavailable,
    realm,
    onError,
  }
}

/** Checks names at the start: a misspelt `scope` would ask for no scope at all, and let any valid key in. */
export function assertKnown(options: object, names: OptionNames): void {
  // Also those that are inherited: they are read, too.
  for (const name in options) {
    assertOption(
      Object.hasOwn(names, name),
      name,
      `is not an option. There are ${Object.keys(names).join(', ')}`,
    )
  }
}

/** Checks scopes at the start: a misspelt expression would refuse every request. */
export function parseScopes(scopes: RequiredScopes): RequiredScopes {
  if (typeof scopes === 'string') {
    const parsed = parseScopeExpression(scopes)
    const problem = parsed.ok
      ? ''
      : `are wrong at position ${parsed.position}: ${parsed.message.replace(/\.$/, '')}`
    assertOption(parsed.ok, 'scopes', problem)
    return scopes
  }
  assertOption(Array.isArray(scopes), 'scopes', 'must be an expression or a list')
  for (const word of scopes) {
    const literal = parseScopeWord(word) !== null && !word.includes('*')
    assertOption(literal, 'scopes', `are wrong: ${JSON.stringify(word)} is not a scope such as leads:read`)
  }
  return scopes
}

/** Checks a cost at the start: Keyturn would refuse to judge every request. */
export function assertCost(cost: CostOption<never>): void {
  const fits = typeof cost === 'function' || (Number.isSafeInteger(cost) && cost >= 0)
  assertOption(fits, 'cost', 'must be a whole number from 0, or a function of the request')
}

function isEnvironment(value: unknown): boolean {
  if (typeof value === 'function') return true
  if (Array.isArray(value)) return value.length > 0 && value.every(isWord)
  return isWord(value)
}

function isWord(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function assertOption(holds: boolean, option: string, problem: string): asserts holds {
  if (!holds) throw new TypeError(`Keyturn guard: ${option} ${problem}.`)
}
