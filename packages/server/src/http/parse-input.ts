import type { FieldError } from '@keyturn/contract'
import type { z } from 'zod'
import { describeIssue, sentence } from './describe-issue.ts'
import { HttpProblem } from './http-problem.ts'
import { escapePointer } from './parse-json.ts'

/** The body as its schema wants it. Throws `malformed_json`, `unknown_field`, `invalid_input`. */
export function parseBody(schema: z.ZodType, body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new HttpProblem('malformed_json', 'The body must be a JSON object.')
  }
  const parsed = schema.safeParse(body, { error: describeIssue })
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues
  const unknown = issues.flatMap(issue => unknownMembers(issue, pointerTo))
  if (unknown.length > 0) {
    throw new HttpProblem('unknown_field', 'The body has members that this call does not know; see errors.', {
      errors: unknown,
    })
  }
  const errors = firstOfEach(issues, pointerTo)
  throw new HttpProblem('invalid_input', summary('member', errors), { errors })
}

/** The query parameters as their schema wants them. Throws `unknown_field`, `invalid_parameter`. */
export function parseParameters(schema: z.ZodType, query: Record<string, string>): unknown {
  const parsed = schema.safeParse(query, { error: describeIssue })
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues
  const unknown = issues.flatMap(issue => unknownMembers(issue, nameOf))
  if (unknown.length > 0) {
    throw new HttpProblem(
      'unknown_field',
      'The address has parameters that this call does not know; see errors.',
      {
        errors: unknown,
      },
    )
  }
  const errors = firstOfEach(issues, nameOf)
  throw new HttpProblem('invalid_parameter', summary('parameter', errors), { errors })
}

type Issue = z.core.$ZodIssue
type Naming = (path: PropertyKey[]) => string

/** One error for each place: of a list where text belongs, it says nothing that it is too long for text as well. */
function firstOfEach(issues: readonly Issue[], naming: Naming): FieldError[] {
  const errors = issues.map(({ path, message }) => ({
    pointer: naming(path),
    message: sentence(path, message),
  }))
  return [...new Map(errors.toReversed().map(error => [error.pointer, error])).values()].toReversed()
}

function unknownMembers(issue: Issue, naming: Naming): FieldError[] {
  if (issue.code !== 'unrecognized_keys') return []
  return issue.keys.map(key => {
    const path = [...issue.path, key]
    return { pointer: naming(path), message: sentence(path, 'is not known here. Leave it out.') }
  })
}

function pointerTo(path: PropertyKey[]): string {
  return path.map(step => `/${escapePointer(String(step))}`).join('')
}

function nameOf(path: PropertyKey[]): string {
  return String(path[0] ?? '')
}

function summary(noun: string, errors: FieldError[]): string {
  const [first] = errors
  return errors.length === 1 && first ? first.message : `${errors.length} ${noun}s break a rule; see errors.`
}
