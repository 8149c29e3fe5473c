import { verdictCodes } from '@keyturn/core'
import { z } from 'zod'
import { environmentName } from '../apis/api.ts'
import { apiId, keyId, organizationId, secretId } from '../fields/identifier.ts'
import { instant } from '../fields/instant.ts'
import { pageOf, pageParameters } from '../fields/page.ts'
import { integerParameter } from '../fields/parameter.ts'
import { searchText } from '../fields/text.ts'
import { defineOperation } from '../operations/operation.ts'
import { recordedOutcomes, recordOutcomesBody, usageEvent, usageSummary } from './usage.ts'

const tag = 'Usage'

const recordOutcomes = defineOperation({
  operationId: 'recordOutcomes',
  method: 'POST',
  path: '/v1/usage/outcomes',
  tag,
  summary: 'Report outcomes',
  description:
    'Middleware reports what became of verified requests; the usage log shows it with the verification.',
  scope: 'usage:write',
  params: null,
  query: null,
  body: recordOutcomesBody,
  bodyExample: {
    outcomes: [{ verificationId: 'ver_01jd8q4z6xk2v9m3t7r5w1c0hc', status: 200, durationMs: 41.5 }],
  },
  success: { status: 200, description: 'How many were taken.', schema: recordedOutcomes },
  problems: ['overloaded'],
  repeatable: true,
})

const usageFilters = {
  organizationId: organizationId.optional(),
  apiId: apiId.optional(),
  keyId: keyId.optional(),
  secretId: secretId.optional(),
  environment: environmentName.optional(),
  code: z.enum(verdictCodes).optional(),
  ip: searchText(64).optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, { error: 'must be a two-letter country code in upper case' })
    .optional(),
  method: searchText(32).optional(),
  path: searchText(512).optional().meta({ description: 'Start of the path.' }),
  from: instant.optional().meta({ description: 'Earliest instant, included.' }),
  to: instant.optional().meta({ description: 'Latest instant, excluded.' }),
}

const listUsageEvents = defineOperation({
  operationId: 'listUsageEvents',
  method: 'GET',
  path: '/v1/usage/events',
  tag,
  summary: 'List verifications',
  description: 'The usage log, newest first, complete within a second.',
  scope: 'usage:read',
  params: null,
  query: z.strictObject({ ...pageParameters, ...usageFilters }),
  body: null,
  success: { status: 200, description: 'A page of verifications.', schema: pageOf(usageEvent) },
  problems: ['invalid_cursor'],
})

const exportUsageEvents = defineOperation({
  operationId: 'exportUsageEvents',
  method: 'GET',
  path: '/v1/usage/events/export',
  tag,
  summary: 'Export verifications',
  description:
    'The usage log with the filters of the list, newest first, as a stream: one JSON object a line, or CSV in which text ' +
    'that a spreadsheet would run begins with an apostrophe. A connection that ends before the last chunk has lost the rest.',
  scope: 'usage:read',
  params: null,
  query: z.strictObject({
    ...usageFilters,
    format: z.enum(['jsonl', 'csv']).optional().meta({ description: 'Default `jsonl`.' }),
  }),
  body: null,
  success: {
    status: 200,
    description: 'The verifications.',
    schema: null,
    textTypes: ['application/x-ndjson', 'text/csv'],
  },
  problems: [],
})

const summarizeUsage = defineOperation({
  operationId: 'summarizeUsage',
  method: 'GET',
  path: '/v1/usage/summary',
  tag,
  summary: 'Sum up usage',
  description:
    'Verifications, cost and outcomes by hour or day (UTC), oldest first; intervals without any are left out. ' +
    'Under load sums may be some seconds behind the log. With `format=csv` the same sums as text/csv, and the ' +
    'cursor of the next page in the header `Keyturn-Next-Cursor`.',
  scope: 'usage:read',
  params: null,
  query: z.strictObject({
    interval: z.enum(['hour', 'day']).optional().meta({ description: 'Default `day`.' }),
    groupBy: z
      .enum(['key', 'api', 'organization', 'endpoint', 'country', 'code'])
      .optional()
      .meta({ description: 'Absent: one sum for each interval.' }),
    organizationId: organizationId.optional(),
    apiId: apiId.optional(),
    keyId: keyId.optional(),
    environment: environmentName.optional(),
    code: z.enum(verdictCodes).optional(),
    from: instant.optional().meta({
      description: 'The interval in which it lies is included. Default 30 days, or 24 hours, before `to`.',
    }),
    to: instant.optional().meta({
      description: 'Intervals that begin at it or later are not included. Default now.',
    }),
    limit: integerParameter(1, 10_000)
      .optional()
      .meta({ description: 'About how many sums at most, 1,000 when absent; an interval is never cut.' }),
    cursor: pageParameters.cursor,
    format: z.enum(['json', 'csv']).optional().meta({ description: 'Default `json`.' }),
  }),
  body: null,
  success: {
    status: 200,
    description: 'Sums by interval and group.',
    schema: usageSummary,
    textTypes: ['text/csv'],
  },
  problems: ['invalid_cursor'],
})

export const usageOperations = [recordOutcomes, listUsageEvents, exportUsageEvents, summarizeUsage] as const
