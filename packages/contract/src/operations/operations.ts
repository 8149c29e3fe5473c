import { apiOperations } from '../apis/api-operations.ts'
import { auditOperations } from '../audit/audit-operations.ts'
import { accountOperations } from '../identity/account-operations.ts'
import { operatorOperations } from '../identity/operator-operations.ts'
import { passkeyOperations } from '../identity/passkey-operations.ts'
import { resetOperations } from '../identity/reset-operations.ts'
import { secondFactorOperations } from '../identity/second-factor-operations.ts'
import { secondStepOperations } from '../identity/second-step-operations.ts'
import { sessionOperations } from '../identity/session-operations.ts'
import { setupOperations } from '../identity/setup-operations.ts'
import { whoami } from '../identity/whoami.ts'
import { identityProviderOperations } from '../identity-providers/identity-provider-operations.ts'
import { keyBatchOperations } from '../keys/batch-operations.ts'
import { keyOperations } from '../keys/key-operations.ts'
import { invitationOperations } from '../members/invitation-operations.ts'
import { joiningOperations } from '../members/joining-operations.ts'
import { memberOperations } from '../members/member-operations.ts'
import { organizationOperations } from '../organizations/organization-operations.ts'
import { portalOperations } from '../portal/portal-operations.ts'
import { accessRequestOperations } from '../requests/access-request-operations.ts'
import { resetRequestOperations } from '../requests/reset-request-operations.ts'
import { systemOperations } from '../system/system-operations.ts'
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
  ...joiningOperations,
  ...identityProviderOperations,
  ...keyOperations,
  ...keyBatchOperations,
  ...resetRequestOperations,
  ...accessRequestOperations,
  ...verificationOperations,
  ...usageOperations,
  ...auditOperations,
  ...setupOperations,
  ...sessionOperations,
  ...secondStepOperations,
  ...secondFactorOperations,
  ...passkeyOperations,
  ...accountOperations,
  ...operatorOperations,
  ...portalOperations,
  ...resetOperations,
  ...systemOperations,
  whoami,
  forwardAuth,
] as const satisfies readonly Operation[]

export type OperationId = (typeof operations)[number]['operationId']
