import { z } from 'zod'
import { type ProblemCode, problemCodes } from './problem-codes.ts'

const fieldError = z.object({
  pointer: z.string().meta({
    description: 'JSON Pointer (RFC 6901) into the body, or the name of the parameter.',
    examples: ['/scopes/0'],
  }),
  message: z.string().meta({ description: 'What is wrong with it.' }),
})

/** Problem details, RFC 9457, as `application/problem+json`. */
export const problem = z
  .object({
    type: z.string().meta({ description: 'Address of the help page on this problem.' }),
    title: z.string().meta({ description: 'Kind of problem in a few words.', examples: ['Not found'] }),
    status: z.int().meta({ description: 'The HTTP status.', examples: [404] }),
    code: z
      .enum(problemCodes as [ProblemCode, ...ProblemCode[]])
      .meta({ description: 'Kind of problem for programs; the list only grows.', examples: ['not_found'] }),
    detail: z.string().meta({ description: 'A sentence that says what to do.' }),
    requestId: z.string().meta({ description: 'Id of the request, also in X-Request-Id.' }),
    errors: z.array(fieldError).optional().meta({ description: 'For bad input: every member in question.' }),
  })
  .meta({ id: 'Problem', description: 'Problem details (RFC 9457).' })

export type FieldError = z.infer<typeof fieldError>
export type Problem = z.infer<typeof problem>
