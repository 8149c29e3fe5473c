import { z } from 'zod'
import { holdsToken, noToken } from './text.ts'

/** Where something is on the web. */
export const webAddress = z
  .url({ protocol: /^https?$/, error: 'must be an http or https address' })
  .max(2048)
  .refine(text => !URL.canParse(text) || new URL(text).username + new URL(text).password === '', {
    error: 'must not hold credentials',
  })
  .refine(text => !holdsToken(text), noToken)
