import { z } from 'zod'
import { identifier, organizationId } from '../fields/identifier.ts'
import { pageOf, pageParameters } from '../fields/page.ts'
import { defineOperation } from '../operations/operation.ts'
import { auditEvent, auditVerification } from './audit.ts'

const tag = 'Audit'

const auditFilters = {
  organizationId: organizationId.optional(),
  targetId: identifier('key', 'target').optional().meta({ description: 'Id of what was changed.' }),
}

const listAuditEvents = defineOperation({
  operationId: 'listAuditEvents',
  method: 'GET',
  path: '/v1/audit/events',
  tag,
  summary: 'List changes',
  description: 'The audit log, newest first.',
  scope: 'audit:read',
  params: null,
  query: z.strictObject({ ...pageParameters, ...auditFilters }),
  body: null,
  success: { status: 200, description: 'A page of changes.', schema: pageOf(auditEvent) },
  problems: ['invalid_cursor'],
})

const exportAuditEvents = defineOperation({
  operationId: 'exportAuditEvents',
  method: 'GET',
  path: '/v1/audit/export',
  tag,
  summary: 'Export changes',
  description:
    'The whole audit log that the credential reaches, newest first, as a stream: one JSON object a line, or CSV in ' +
    'which text that a spreadsheet would run begins with an apostrophe. A connection that ends before the last chunk ' +
    'has lost the rest.',
  scope: 'audit:read',
  params: null,
  query: z.strictObject({
    ...auditFilters,
    format: z.enum(['jsonl', 'csv']).optional().meta({ description: 'Default `jsonl`.' }),
  }),
  body: null,
  success: {
    status: 200,
    description: 'The changes.',
    schema: null,
    textTypes: ['application/x-ndjson', 'text/csv'],
  },
  problems: [],
})

const verifyAudit = defineOperation({
  operationId: 'verifyAudit',
  method: 'GET',
  path: '/v1/audit/verify',
  tag,
  summary: 'Verify the audit log',
  description:
    'Recomputes the hash chain: any edit, deletion, reordering or truncation shows. Details that were erased are counted, and ' +
    'have to be accounted for by an event after them.',
  scope: 'audit:read',
  params: null,
  query: z.strictObject({
    organizationId: organizationId
      .optional()
      .meta({ description: "One organization's chain; absent: the installation's." }),
  }),
  body: null,
  success: { status: 200, description: 'What was found.', schema: auditVerification },
  problems: ['not_found'],
})

const eraseAuditDetails = defineOperation({
  operationId: 'eraseAuditDetails',
  method: 'POST',
  path: '/v1/audit/erasures',
  tag,
  summary: 'Erase the details of a deleted organization',
  description:
    'Erases for good what its audit log tells of before and after, and of people. That something was done, when and to ' +
    'what stays, and the log verifies. An organization that is there is refused with `conflict`.',
  scope: 'organizations:write',
  params: null,
  query: null,
  body: z.strictObject({ organizationId }),
  bodyExample: { organizationId: 'org_01jd8q4z6xk2v9m3t7r5w1c0ha' },
  success: { status: 204, description: 'The details are erased.', schema: null },
  problems: ['not_found', 'conflict', 'insufficient_permission', 'reauthentication_required'],
})

export const auditOperations = [listAuditEvents, exportAuditEvents, verifyAudit, eraseAuditDetails] as const
