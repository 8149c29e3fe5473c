import { createApi } from './apis/create-api.ts'
import { deleteApi } from './apis/delete-api.ts'
import { getApi } from './apis/get-api.ts'
import { listApis } from './apis/list-apis.ts'
import { updateApi } from './apis/update-api.ts'
import { exportAuditEvents } from './audit/export-audit-events.ts'
import { listAuditEvents } from './audit/list-audit-events.ts'
import { verifyAudit } from './audit/verify-audit.ts'
import type { Handler, ManagedId } from './call.ts'
import { bulkRevokeKeys } from './keys/bulk-revoke-keys.ts'
import { createKey } from './keys/create-key.ts'
import { deleteKey } from './keys/delete-key.ts'
import { getKey } from './keys/get-key.ts'
import { importKeys } from './keys/import-keys.ts'
import { listKeys } from './keys/list-keys.ts'
import { lookupKey } from './keys/lookup-key.ts'
import { revealKey } from './keys/reveal-key.ts'
import { revokeKey } from './keys/revoke-key.ts'
import { rotateKey } from './keys/rotate-key.ts'
import { updateKey } from './keys/update-key.ts'
import { createInvitation } from './members/create-invitation.ts'
import { createMember } from './members/create-member.ts'
import { deleteInvitation } from './members/delete-invitation.ts'
import { deleteMember } from './members/delete-member.ts'
import { getInvitation } from './members/get-invitation.ts'
import { getMember } from './members/get-member.ts'
import { listInvitations } from './members/list-invitations.ts'
import { listMembers } from './members/list-members.ts'
import { updateMember } from './members/update-member.ts'
import { createOrganization } from './organizations/create-organization.ts'
import { deleteOrganization } from './organizations/delete-organization.ts'
import { getOrganization } from './organizations/get-organization.ts'
import { listOrganizations } from './organizations/list-organizations.ts'
import { updateOrganization } from './organizations/update-organization.ts'
import { listUsageEvents } from './usage/list-usage-events.ts'
import { recordOutcomes } from './usage/record-outcomes.ts'
import { summarizeUsage } from './usage/summarize-usage.ts'
import { verifyKey } from './verification/verify-key.ts'
import { verifyKeyBatch } from './verification/verify-key-batch.ts'

/** The handler of every operation that a management key may call; one without a handler does not compile. */
export const routes: { [Id in ManagedId]: Handler<Id> } = {
  createApi,
  listApis,
  getApi,
  updateApi,
  deleteApi,
  createOrganization,
  listOrganizations,
  getOrganization,
  updateOrganization,
  deleteOrganization,
  createMember,
  listMembers,
  getMember,
  updateMember,
  deleteMember,
  createInvitation,
  listInvitations,
  getInvitation,
  deleteInvitation,
  createKey,
  listKeys,
  getKey,
  updateKey,
  deleteKey,
  revokeKey,
  rotateKey,
  revealKey,
  importKeys,
  bulkRevokeKeys,
  lookupKey,
  verifyKey,
  verifyKeyBatch,
  recordOutcomes,
  listUsageEvents,
  summarizeUsage,
  listAuditEvents,
  exportAuditEvents,
  verifyAudit,
}
