import { z } from 'zod'
import { timezone } from './instant.ts'

/** At most `limit` in any window of `windowSeconds`. */
const rateLimit = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,31}$/, {
      error: 'must be 1 to 32 of a-z, 0-9, _ and -, starting with a letter',
    })
    .meta({ description: 'Name of the limit, unique within its list.', examples: ['default'] }),
  limit: z
    .int()
    .min(1)
    .max(1_000_000_000)
    .meta({ description: 'Cost admitted per window.', examples: [100] }),
  windowSeconds: z
    .int()
    .min(1)
    .max(31_622_400)
    .meta({ description: 'Length of the window in seconds, up to 366 days.', examples: [60] }),
})

export const rateLimits = z
  .array(rateLimit)
  .max(8)
  .refine(limits => new Set(limits.map(limit => limit.name)).size === limits.length, {
    error: 'names must differ',
  })
  .meta({ description: 'Limits that all apply at once.' })

const refill = z.strictObject({
  amount: z.int().min(0).max(1_000_000_000_000).meta({ description: 'The balance after each refill.' }),
  every: z.enum(['day', 'week', 'month']).meta({ description: 'When the balance is set again.' }),
  timezone: timezone.optional(),
})

/** A balance that each verification draws its cost from. */
export const credits = z
  .strictObject({
    remaining: z
      .int()
      .min(0)
      .max(1_000_000_000_000)
      .meta({ description: 'Balance.', examples: [1000] }),
    refill: refill.nullable().optional().meta({ description: 'Null or absent: no refill.' }),
  })
  .meta({ description: 'Credits; each verification draws its `cost`.' })

/** A balance as the wire shows it, with a refill that is due counted in. */
export const creditsView = z.object({
  remaining: z.int(),
  refill: z
    .object({ amount: z.int(), every: z.enum(['day', 'week', 'month']), timezone: z.string() })
    .nullable(),
})
