import { apiOperations } from '../apis/api-operations.ts'
import { auditOperations } from '../audit/audit-operations.ts'
import { whoami } from '../identity/whoami.ts'
import { keyBatchOperations } from '../keys/batch-operations.ts'
import { keyOperations } from '../keys/key-operations.ts'
import { invitationOperations } from '../members/invitation-operations.ts'
import { memberOperations } from '../members/member-operations.ts'
import { organizationOperations } from '../organizations/organization-operations.ts'
import { usageOperations } from '../usage/usage-operations.ts'
import { forwardAuth } from '../verification/forward-auth.ts'
import { verificationOperations } from '../verification/verification-operations.ts'
import type { Operation } from './operation.ts'

/** Every call of the HTTP API. */
export const operations = [
  ...apiOperations,
  ...organizationOperations,
  ...memberOperations,
  ...invitationOperations,
  ...keyOperations,
  ...keyBatchOperations,
  ...verificationOperations,
  ...usageOperations,
  ...auditOperations,
  whoami,
  forwardAuth,
] as const satisfies readonly Operation[]

export type OperationId = (typeof operations)[number]['operationId']
