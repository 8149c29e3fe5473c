import { HttpProblem } from './http-problem.ts'
import { scanMembers } from './scan-members.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Strict JSON (RFC 8259): valid UTF-8 without a byte order mark, no duplicate members, at most 32 levels, numbers
 * that survive the trip through a double. Two readers that disagree on a body are how checks are bypassed, so
 * whatever could be read in two ways is refused. No error repeats the body: it may hold a secret.
 */
export function parseJson(bytes: Uint8Array): unknown {
  const text = decode(bytes)
  const value = parse(text)
  scanMembers(text)
  checkValues(value, '')
  return value
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new HttpProblem('malformed_json', 'The body is not valid UTF-8. Send JSON encoded in UTF-8.')
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const position = cause instanceof Error ? /at position (\d+)/.exec(cause.message)?.[1] : undefined
    const place = position === undefined ? '' : ` at character ${position}`
    throw new HttpProblem('malformed_json', `The body is not valid JSON${place}. Send one JSON object.`)
  }
}

/** Depth is bounded by the scan before, so this recursion is too. */
function checkValues(value: unknown, pointer: string): void {
  if (typeof value === 'number') checkNumber(value, pointer)
  else if (typeof value === 'string') checkString(value)
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkValues(item, `${pointer}/${index}`)
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      checkString(name)
      checkValues(member, `${pointer}/${escapePointer(name)}`)
    }
  }
}

function checkNumber(value: number, pointer: string): void {
  const isExact = Number.isFinite(value) && (Math.abs(value) <= Number.MAX_SAFE_INTEGER || value === 0)
  if (isExact && !Object.is(value, -0)) return
  throw new HttpProblem('invalid_input', 'A number is out of range; see errors.', {
    errors: [{ pointer, message: 'The number must be one that JSON can carry exactly.' }],
  })
}

function checkString(text: string): void {
  if (text.isWellFormed()) return
  throw new HttpProblem(
    'malformed_json',
    'A string holds half of a surrogate pair. Send well-formed Unicode.',
  )
}

/** RFC 6901, section 3. */
export function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
