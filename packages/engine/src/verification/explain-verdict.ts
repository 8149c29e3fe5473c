import { type Decision, type DecisionInput, formatEndpoint, type KeyFacts, redactTokens } from '@keyturn/core'
import { toInstantOrNull } from '../clock/clock.ts'
import type { Charged } from './quotas.ts'
import type { VerifyInput } from './verify-input.ts'

const listedMax = 20

type Asked = { asked: DecisionInput; scopes: VerifyInput['scopes']; now: number }

/** Which check a known key failed and what was compared, for callers that may see the key. Empty when valid. */
export function explainDecision(key: KeyFacts, { code }: Decision, input: Asked): string[] {
  const { asked, now } = input
  switch (code) {
    case 'revoked':
      return [
        `The key is ${key.state}.`,
        ...instant('This secret ended', key.endsAt),
        ...instant('It is', now),
      ]
    case 'disabled':
      return [
        key.policy.invalid ? 'What is stored about the key cannot be read.' : 'The key is switched off.',
      ]
    case 'expired':
      return [...instant('The key expired', key.expiresAt), ...instant('It is', now)]
    case 'organization_suspended':
      return [`The organization ${key.organizationId} is suspended.`]
    case 'wrong_api':
      return compared('apiId', key.apiId, asked.apiId)
    case 'wrong_environment':
      return compared('environment', key.environment, asked.environment)
    case 'wrong_organization':
      return compared('organizationId', key.organizationId, asked.organizationId)
    case 'ip_not_allowed':
      return [`allowedIps: ${list(key.policy.networks?.toStrings())}.`, told('request.ip', asked.ip)]
    case 'endpoint_not_allowed':
      return [
        `allowedEndpoints: ${list(key.policy.endpoints?.map(formatEndpoint))}.`,
        told('request.method', asked.method),
        told('request.path', asked.path?.split('?', 1)[0] ?? null),
      ]
    case 'insufficient_scope':
      return explainScopes(key, input.scopes)
    default:
      return []
  }
}

/** Which limit or balance refused the cost. Empty when none did. */
export function explainCharge({ code, rateLimits, credits }: Charged, cost: number): string[] {
  if (code === 'credits_exhausted') return [`The cost is ${cost}; the balance is ${credits?.remaining ?? 0}.`]
  if (code !== 'rate_limited') return []
  return (rateLimits ?? [])
    .filter(({ remaining }) => remaining < cost)
    .map(
      ({ name, limit, windowSeconds, remaining }) =>
        `The cost is ${cost}; the limit ${name} (${limit} in ${windowSeconds} s) has ${remaining} left.`,
    )
}

function explainScopes({ policy, ceiling, apiScopes }: KeyFacts, scopes: VerifyInput['scopes']): string[] {
  const needed = typeof scopes === 'string' ? scopes : list(scopes)
  return [
    redactTokens(`Needed: ${needed}.`),
    `The key grants: ${list(policy.scopes.words)}.`,
    ...(ceiling === null ? [] : [`Its organization allows: ${list(ceiling.words)}.`]),
    `Its API knows: ${list([...apiScopes])}.`,
  ]
}

function compared(member: string, ofKey: string, asked: string | null): string[] {
  return [`The key has ${member} ${ofKey}.`, told(member, asked)]
}

function told(member: string, value: string | null): string {
  return value === null ? `No ${member} was given.` : redactTokens(`Given was ${member} ${value}.`)
}

function instant(words: string, at: number | null): string[] {
  const text = toInstantOrNull(at === null ? null : Math.floor(at))
  return text === null ? [] : [`${words} ${text}.`]
}

function list(items: readonly string[] | null | undefined): string {
  if (!items || items.length === 0) return 'none'
  const rest = items.length - listedMax
  return items.slice(0, listedMax).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}
