import type { z } from 'zod'
import { ProblemError } from './problem.ts'

/** Parses a request body; unknown members are 400 `unknown_field`, broken rules 422 `invalid_input`. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  if (body === undefined || body === null || typeof body !== 'object') {
    throw new ProblemError({
      status: 400,
      code: 'malformed_json',
      title: 'Malformed JSON',
      detail: 'Send a JSON object.',
    })
  }
  return parse(schema, body, { status: 422, code: 'invalid_input', title: 'Invalid input' })
}

/** Parses the query of a request; broken rules are 400 `invalid_parameter`. */
export function parseQuery<Schema extends z.ZodType>(schema: Schema, query: unknown): z.output<Schema> {
  return parse(schema, query, { status: 400, code: 'invalid_parameter', title: 'Invalid parameter' })
}

function parse<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  broken: { status: number; code: string; title: string },
): z.output<Schema> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const unknown = parsed.error.issues.flatMap(issue => (issue.code === 'unrecognized_keys' ? issue.keys : []))
  if (unknown.length > 0) {
    throw new ProblemError({
      status: 400,
      code: 'unknown_field',
      title: 'Unknown field',
      detail: 'Leave out what the reference does not name.',
      errors: unknown.map(name => ({ pointer: pointer([name]), message: 'is not known' })),
    })
  }
  const errors = parsed.error.issues.map(issue => ({ pointer: pointer(issue.path), message: issue.message }))
  throw new ProblemError({ ...broken, detail: 'Correct what `errors` names.', errors })
}

/** JSON Pointer (RFC 6901). */
function pointer(path: readonly PropertyKey[]): string {
  return path.map(step => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
