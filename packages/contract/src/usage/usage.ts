import { verdictCodes } from '@keyturn/core'
import { z } from 'zod'
import { apiId, keyId, organizationId, secretId, verificationId } from '../fields/identifier.ts'
import { instant } from '../fields/instant.ts'

const outcome = z.strictObject({
  verificationId,
  status: z
    .int()
    .min(100)
    .max(599)
    .meta({ description: 'HTTP status that the API answered.', examples: [200] }),
  durationMs: z
    .number()
    .min(0)
    .max(86_400_000)
    .optional()
    .meta({ description: 'How long the API took, in ms.' }),
})

export const recordOutcomesBody = z.strictObject({ outcomes: z.array(outcome).min(1).max(1000) })
export const recordedOutcomes = z.object({
  accepted: z.int().meta({ description: 'How many were taken.' }),
})

/** One verification as the usage log keeps it. */
export const usageEvent = z
  .object({
    id: verificationId,
    at: instant,
    code: z.enum(verdictCodes),
    keyId: keyId.nullable(),
    keyName: z.string().nullable().meta({ description: 'Deleted keys keep theirs.' }),
    secretId: secretId.nullable(),
    apiId: apiId.nullable(),
    organizationId: organizationId.nullable(),
    environment: z.string().nullable(),
    method: z.string().nullable(),
    path: z.string().nullable(),
    ip: z.string().nullable(),
    country: z.string().nullable(),
    userAgent: z.string().nullable(),
    origin: z.string().nullable(),
    cost: z.int(),
    count: z
      .int()
      .meta({ description: 'More than 1 where attempts with unknown tokens were counted together.' }),
    asOf: z.string().meta({ description: 'Position in the change feed that the verdict was decided at.' }),
    outcome: z
      .object({ status: z.int(), durationMs: z.number() })
      .nullable()
      .meta({ description: 'What became of the request; null until reported.' }),
  })
  .meta({ id: 'UsageEvent', description: 'One verification.' })

const duration = z.number().nullable().meta({ description: 'In ms; null where none was reported.' })

/** Sums of one interval, of one group where groups were asked for. */
const usageSummaryBucket = z
  .object({
    at: instant,
    group: z.string().nullable().meta({
      description:
        'An id, a verdict, a country, or an endpoint with `{id}` for what names one thing and `other` beyond the first of an hour; null for what has none.',
    }),
    verifications: z.int(),
    cost: z.int().meta({ description: 'What valid verifications were charged.' }),
    outcomes: z
      .object({
        count: z.int(),
        status2xx: z.int(),
        status3xx: z.int(),
        status4xx: z.int(),
        status5xx: z.int(),
        durationMsAverage: duration,
        durationMsMax: duration,
      })
      .meta({ description: 'What became of the requests, as far as it was reported.' }),
  })
  .meta({ id: 'UsageSummaryBucket', description: 'Sums of one interval and group.' })

export const usageSummary = z
  .object({
    interval: z.enum(['hour', 'day']),
    groupBy: z.enum(['key', 'api', 'organization', 'endpoint', 'country', 'code']).nullable(),
    from: instant,
    to: instant,
    data: z.array(usageSummaryBucket),
    nextCursor: z.string().nullable().meta({ description: '`cursor` of the next page; null at the end.' }),
  })
  .meta({ id: 'UsageSummary', description: 'Sums by interval and group.' })
