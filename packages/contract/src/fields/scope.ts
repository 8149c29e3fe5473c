import { z } from 'zod'
import { holdsToken, noToken } from './text.ts'

const side = '(?:\\*|[a-z0-9][a-z0-9_.-]{0,63})'

/** `*`, `resource:*`, `*:action` or `resource:action`. */
export const scopeWord = z
  .string()
  .max(129)
  .regex(new RegExp(`^(?:\\*|${side}:${side})$`), {
    error: 'must be *, resource:*, *:action or resource:action in lower case',
  })
  .meta({ description: 'Scope word.', examples: ['leads:read'] })

/** A scope that an API knows: no wildcards. */
export const literalScope = z
  .string()
  .max(129)
  .regex(/^[a-z0-9][a-z0-9_.-]{0,63}:[a-z0-9][a-z0-9_.-]{0,63}$/, {
    error: 'must be resource:action in lower case, such as leads:read',
  })
  .refine(text => !holdsToken(text), noToken)
  .meta({ description: 'Scope that this API knows.', examples: ['leads:read'] })

export const scopeWords = z.array(scopeWord).max(200)
