import { z } from 'zod'
import { holdsToken, noToken } from './text.ts'

const method = z
  .string()
  .regex(/^(?:\*|[A-Z]{1,16})$/, { error: 'must be an upper-case HTTP method, or * for any' })
  .meta({ description: 'HTTP method in upper case; `*` is any. HEAD counts as GET.', examples: ['GET'] })

const path = z
  .string()
  .max(512)
  .regex(/^\/[\x21-\x7e]*$/, { error: 'must start with / and hold no spaces' })
  .refine(text => !holdsToken(text), noToken)

/** A method with an exact path, as in a test request. */
export const endpoint = z.strictObject({
  method,
  path: path.meta({ description: 'Path.', examples: ['/v1/leads'] }),
})

/** A method with a path pattern: `*` is one segment, a final `**` the rest. */
export const endpointPattern = z.strictObject({
  method,
  path: path.meta({
    description: 'Path pattern: `*` is one segment, a final `**` is the rest, everything else is exact.',
    examples: ['/v1/leads/*'],
  }),
})
