import { isProblemCode, problemDefinitions } from '@keyturn/contract'
import type { WireAnswer } from './send-bytes.ts'

const members = ['type', 'title', 'status', 'code', 'detail', 'requestId', 'errors']
/** Frames of a stack, statements, paths of the machine, and the words of libraries. */
const innards =
  /\bat [\w.<>]+ \(|node:internal|node_modules|\.ts:\d|\b(?:select|insert|update|delete)\b.{1,80}\b(?:from|into|set|where)\b|SQLITE_|\/(?:tmp|home|root|usr|var|etc)\/|ECONN|ENOENT|Zod|Kysely|fastify/i

/** What is wrong with an answer that refuses, by RFC 9457 and our own promise (G20); empty when nothing is. */
export function faultsOf({ status, headers, body }: WireAnswer, secrets: readonly string[]): string[] {
  const faults: string[] = []
  if (headers['content-type'] !== 'application/problem+json') faults.push(`type ${headers['content-type']}`)
  const problem = parse(body)
  if (problem === null) return [...faults, 'the body is no JSON object']
  const { code, title, detail, requestId, type, errors } = problem
  if (typeof code !== 'string' || !isProblemCode(code)) return [...faults, `code ${code}`]
  const definition = problemDefinitions[code]
  if (problem['status'] !== status || definition.status !== status) faults.push(`status ${problem['status']}`)
  if (title !== definition.title) faults.push(`title ${title}`)
  if (typeof detail !== 'string' || !/.{12}[.)]$/s.test(detail)) faults.push(`detail ${detail}`)
  if (!/^req_[0-9a-f]{24}$/.test(String(requestId))) faults.push(`requestId ${requestId}`)
  if (headers['x-request-id'] !== requestId) faults.push('X-Request-Id is another')
  if (!String(type).endsWith(`#${code}`)) faults.push(`type ${type}`)
  if (errors !== undefined && !isErrorList(errors)) faults.push('errors are not pointers and messages')
  const unknown = Object.keys(problem).filter(name => !members.includes(name))
  if (unknown.length > 0) faults.push(`members ${unknown.join(', ')}`)
  if (status === 401 && !headers['www-authenticate']?.startsWith('Bearer ')) faults.push('no challenge')
  if (status === 405 && headers['allow'] === undefined) faults.push('no Allow')
  if ((status === 429 || status === 503) && headers['retry-after'] === undefined)
    faults.push('no Retry-After')
  if (status >= 500) faults.push(`status ${status}: ${detail}`)
  return [...faults, ...leaksOf(body, secrets)]
}

/** Whatever of the inside, or of a secret, an answer shows. */
function leaksOf(text: string, secrets: readonly string[]): string[] {
  const shown = innards.exec(text)
  const faults = shown === null ? [] : [`it shows ${shown[0]}`]
  return secrets.some(secret => text.includes(secret)) ? [...faults, 'it shows a secret'] : faults
}

function parse(body: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(body)
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null
    return Object.fromEntries(Object.entries(parsed))
  } catch {
    return null
  }
}

function isErrorList(errors: unknown): boolean {
  if (!Array.isArray(errors) || errors.length === 0) return false
  return errors.every(
    error => Object.keys(error).toSorted().join() === 'message,pointer' && typeof error.message === 'string',
  )
}
