import type { Operation } from '../operations/operation.ts'

export type CallName = { noun: string | null; verb: string }

/** Where the rule would read badly: `keyturn.usage.events` rather than `keyturn.usage.listEvents`. */
const established = new Map([
  ['listUsageEvents', 'events'],
  ['summarizeUsage', 'summary'],
  ['recordOutcomes', 'reportOutcomes'],
  ['listAuditEvents', 'events'],
  ['exportUsageEvents', 'exportEvents'],
])

/**
 * How the client calls an operation: the noun is the first segment of its path, the verb its id without that noun.
 * `POST /v1/keys/{id}/revoke`, `revokeKey` is `keys.revoke`; `GET /v1/whoami`, `whoami` has no noun.
 */
export function callName({ operationId, path }: Pick<Operation, 'operationId' | 'path'>): CallName {
  const noun = camelCase(path.split('/')[2] ?? '')
  if (noun === operationId) return { noun: null, verb: operationId }
  const capitalised = noun.charAt(0).toUpperCase() + noun.slice(1)
  const shortened = operationId
    .replace(capitalised, '')
    .replace(new RegExp(`${capitalised.replace(/s$/, '')}(?![a-z])`), '')
  return { noun, verb: established.get(operationId) ?? shortened }
}

function camelCase(words: string): string {
  return words.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
