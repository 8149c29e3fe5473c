import { createApi } from './apis/create-api.ts'
import { deleteApi } from './apis/delete-api.ts'
import { getApi } from './apis/get-api.ts'
import { listApis } from './apis/list-apis.ts'
import { updateApi } from './apis/update-api.ts'
import { eraseAuditDetails } from './audit/erase-audit-details.ts'
import { exportAuditEvents } from './audit/export-audit-events.ts'
import { listAuditEvents } from './audit/list-audit-events.ts'
import { verifyAudit } from './audit/verify-audit.ts'
import type { Handler, ManagedId } from './call.ts'
import { addPasskey } from './identity/add-passkey.ts'
import { answerSecondFactor } from './identity/answer-second-factor.ts'
import { beginPasskey } from './identity/begin-passkey.ts'
import { beginPasskeySignIn } from './identity/begin-passkey-sign-in.ts'
import { beginSingleSignOn } from './identity/begin-single-sign-on.ts'
import { changePassword } from './identity/change-password.ts'
import { confirmTotp } from './identity/confirm-totp.ts'
import { createOperator } from './identity/create-operator.ts'
import { createOwner } from './identity/create-owner.ts'
import { deleteOperator } from './identity/delete-operator.ts'
import { endOneSession } from './identity/end-one-session.ts'
import { endOtherSessions } from './identity/end-other-sessions.ts'
import { endSession } from './identity/end-session.ts'
import { enrolTotp } from './identity/enrol-totp.ts'
import { getSession } from './identity/get-session.ts'
import { getSetup } from './identity/get-setup.ts'
import { linkExternalIdentity } from './identity/link-external-identity.ts'
import { listExternalIdentities } from './identity/list-external-identities.ts'
import { listOperators } from './identity/list-operators.ts'
import { listPasskeys } from './identity/list-passkeys.ts'
import { listSecondFactors } from './identity/list-second-factors.ts'
import { listSessions } from './identity/list-sessions.ts'
import { proveSession } from './identity/prove-session.ts'
import { proveSessionWithPasskey } from './identity/prove-session-with-passkey.ts'
import { removePasskey } from './identity/remove-passkey.ts'
import { removeTotp } from './identity/remove-totp.ts'
import { renamePasskey } from './identity/rename-passkey.ts'
import { replaceRecoveryCodes } from './identity/replace-recovery-codes.ts'
import { requestPasswordReset } from './identity/request-password-reset.ts'
import { resetPassword } from './identity/reset-password.ts'
import { signInWithPasskey } from './identity/sign-in-with-passkey.ts'
import { startSession } from './identity/start-session.ts'
import { switchSession } from './identity/switch-session.ts'
import { unlinkExternalIdentity } from './identity/unlink-external-identity.ts'
import { updateAccount } from './identity/update-account.ts'
import { updateOperator } from './identity/update-operator.ts'
import { useSignInLink } from './identity/use-sign-in-link.ts'
import { deleteIdentityProvider } from './identity-providers/delete-identity-provider.ts'
import { getIdentityProvider } from './identity-providers/get-identity-provider.ts'
import { setIdentityProvider } from './identity-providers/set-identity-provider.ts'
import { bulkRevokeKeys } from './keys/bulk-revoke-keys.ts'
import { completeKeyRotation } from './keys/complete-key-rotation.ts'
import { countKeys } from './keys/count-keys.ts'
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
import { acceptInvitation } from './members/accept-invitation.ts'
import { createInvitation } from './members/create-invitation.ts'
import { createMember } from './members/create-member.ts'
import { deleteInvitation } from './members/delete-invitation.ts'
import { deleteMember } from './members/delete-member.ts'
import { getInvitation } from './members/get-invitation.ts'
import { getMember } from './members/get-member.ts'
import { joinOrganization } from './members/join-organization.ts'
import { listInvitations } from './members/list-invitations.ts'
import { listMembers } from './members/list-members.ts'
import { previewInvitation } from './members/preview-invitation.ts'
import { resendInvitation } from './members/resend-invitation.ts'
import { updateMember } from './members/update-member.ts'
import { createOrganization } from './organizations/create-organization.ts'
import { deleteOrganization } from './organizations/delete-organization.ts'
import { getOrganization } from './organizations/get-organization.ts'
import { listOrganizations } from './organizations/list-organizations.ts'
import { updateOrganization } from './organizations/update-organization.ts'
import { createPortalSession } from './portal/create-portal-session.ts'
import { endPortalSession } from './portal/end-portal-session.ts'
import { getPortalSession } from './portal/get-portal-session.ts'
import { redeemPortalSession } from './portal/redeem-portal-session.ts'
import { approveAccessRequest } from './requests/approve-access-request.ts'
import { approveResetRequest } from './requests/approve-reset-request.ts'
import { createAccessRequest } from './requests/create-access-request.ts'
import { createResetRequest } from './requests/create-reset-request.ts'
import { declineAccessRequest } from './requests/decline-access-request.ts'
import { declineResetRequest } from './requests/decline-reset-request.ts'
import { getResetRequest } from './requests/get-reset-request.ts'
import { listAccessRequests } from './requests/list-access-requests.ts'
import { listOwnAccessRequests } from './requests/list-own-access-requests.ts'
import { listResetRequests } from './requests/list-reset-requests.ts'
import { withdrawAccessRequest } from './requests/withdraw-access-request.ts'
import { withdrawResetRequest } from './requests/withdraw-reset-request.ts'
import { getSystem } from './system/get-system.ts'
import { exportUsageEvents } from './usage/export-usage-events.ts'
import { listUsageEvents } from './usage/list-usage-events.ts'
import { recordOutcomes } from './usage/record-outcomes.ts'
import { summarizeUsage } from './usage/summarize-usage.ts'
import { verifyKey } from './verification/verify-key.ts'
import { verifyKeyBatch } from './verification/verify-key-batch.ts'

/** The handler of every operation that a management key or a person may call; one without a handler does not compile. */
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
  resendInvitation,
  previewInvitation,
  acceptInvitation,
  joinOrganization,
  getIdentityProvider,
  setIdentityProvider,
  deleteIdentityProvider,
  createKey,
  listKeys,
  countKeys,
  getKey,
  updateKey,
  deleteKey,
  revokeKey,
  rotateKey,
  completeKeyRotation,
  revealKey,
  importKeys,
  bulkRevokeKeys,
  lookupKey,
  createResetRequest,
  listResetRequests,
  getResetRequest,
  approveResetRequest,
  declineResetRequest,
  withdrawResetRequest,
  createAccessRequest,
  listOwnAccessRequests,
  withdrawAccessRequest,
  listAccessRequests,
  approveAccessRequest,
  declineAccessRequest,
  verifyKey,
  verifyKeyBatch,
  recordOutcomes,
  listUsageEvents,
  exportUsageEvents,
  summarizeUsage,
  listAuditEvents,
  exportAuditEvents,
  verifyAudit,
  eraseAuditDetails,
  getSetup,
  createOwner,
  startSession,
  getSession,
  endSession,
  useSignInLink,
  proveSession,
  switchSession,
  listSessions,
  endOtherSessions,
  endOneSession,
  updateAccount,
  changePassword,
  createOperator,
  listOperators,
  updateOperator,
  deleteOperator,
  answerSecondFactor,
  beginPasskeySignIn,
  signInWithPasskey,
  proveSessionWithPasskey,
  beginSingleSignOn,
  listSecondFactors,
  enrolTotp,
  confirmTotp,
  removeTotp,
  replaceRecoveryCodes,
  listPasskeys,
  beginPasskey,
  addPasskey,
  renamePasskey,
  removePasskey,
  listExternalIdentities,
  linkExternalIdentity,
  unlinkExternalIdentity,
  requestPasswordReset,
  resetPassword,
  createPortalSession,
  redeemPortalSession,
  getPortalSession,
  endPortalSession,
  getSystem,
}
