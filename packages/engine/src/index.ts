export { type ManagementScope, managementScopes } from '@keyturn/core'
export { assertRecent } from './access/assert-recent.ts'
export { portalEnded } from './access/assert-standing.ts'
export { authorise } from './access/authorise.ts'
export {
  type KeyPrincipal,
  type PortalPrincipal,
  type Principal,
  personPrincipal,
  stranger,
  systemPrincipal,
  type UserPrincipal,
} from './access/principal.ts'
export type { Reach } from './access/reach.ts'
export type { Page, PageInput } from './access/read-context.ts'
export { versionOf } from './access/versioned.ts'
export type { ApiInput } from './apis/api.ts'
export type { ApiView } from './apis/api-view.ts'
export { type CreateApiInput, createApi } from './apis/create-api.ts'
export { deleteApi } from './apis/delete-api.ts'
export { getApi } from './apis/get-api.ts'
export { listApis } from './apis/list-apis.ts'
export { type UpdateApiInput, updateApi } from './apis/update-api.ts'
export type { AuditEventView } from './audit/audit-event.ts'
export { exportAuditEvents } from './audit/export-audit-events.ts'
export { type ListAuditEventsInput, listAuditEvents } from './audit/list-audit-events.ts'
export { type AuditVerification, verifyAudit } from './audit/verify-audit.ts'
export type { Effect } from './changes/effect.ts'
export type { EngineLog } from './clock/engine-log.ts'
export { type Engine, type EngineOptions, type EngineStatus, openEngine } from './engine.ts'
export type { ForgottenKek } from './envelope/forget-kek.ts'
export { parseKeyRing } from './envelope/local-kek.ts'
export { type RotatedKekFile, rotateKekFile } from './envelope/rotate-kek-file.ts'
export type { SealedCounts } from './envelope/sealed-queries.ts'
export { EngineError, type EngineErrorCode, type FieldError } from './errors/engine-error.ts'
export { admitVouched, type Vouched } from './identity-providers/admit-vouched.ts'
export { assertMayLink } from './identity-providers/assert-may-link.ts'
export { deleteIdentityProvider } from './identity-providers/delete-identity-provider.ts'
export { getIdentityProvider } from './identity-providers/get-identity-provider.ts'
export { linkVouched } from './identity-providers/link-vouched.ts'
export { listExternalIdentities } from './identity-providers/list-external-identities.ts'
export {
  type OpenIdentityProvider,
  openIdentityProvider,
} from './identity-providers/open-identity-provider.ts'
export {
  type SetIdentityProviderInput,
  setIdentityProvider,
} from './identity-providers/set-identity-provider.ts'
export { unlinkExternalIdentity } from './identity-providers/unlink-external-identity.ts'
export {
  type AcceptedInvitation,
  type AcceptInvitationInput,
  acceptInvitation,
} from './invitations/accept-invitation.ts'
export { joinOrganization } from './invitations/join-organization.ts'
export { type InvitationPreview, previewInvitation } from './invitations/preview-invitation.ts'
export { resendInvitation } from './invitations/resend-invitation.ts'
export { type AddPersonInput, addPerson } from './jobs/add-person.ts'
export { describeLostKekOffline, forgetKekOffline, type KekPlace } from './jobs/forget-kek-offline.ts'
export { defaultKekFile } from './jobs/keep-vault.ts'
export { leaveUsage, type PastUse } from './jobs/leave-usage.ts'
export { recoverOwnerOffline } from './jobs/recover-owner-offline.ts'
export {
  type BulkRevocation,
  type BulkRevokeInput,
  bulkRevokeKeys,
} from './keys/bulk-revoke-keys.ts'
export { completeRotation } from './keys/complete-rotation.ts'
export { countKeys, type KeyCount } from './keys/count-keys.ts'
export { type CreatedKey, createKey } from './keys/create-key.ts'
export { deleteKey } from './keys/delete-key.ts'
export { entrustedPrincipal, type KeyOrApi, mayBeEntrusted } from './keys/entrusted-principal.ts'
export { getKey } from './keys/get-key.ts'
export { type ImportedKeys, type ImportKeysInput, importKeys } from './keys/import-keys.ts'
export type { KeyView } from './keys/key.ts'
export type { CreateKeyInput, UpdateKeyInput } from './keys/key-input.ts'
export { type ListKeysInput, listKeys } from './keys/list-keys.ts'
export { lookupKey } from './keys/lookup-key.ts'
export { type RevealedKey, revealKey } from './keys/reveal-key.ts'
export { type RevokedKey, type RevokeKeyInput, revokeKey } from './keys/revoke-key.ts'
export { type RotatedKey, type RotateKeyInput, rotateKey } from './keys/rotate-key.ts'
export { updateKey } from './keys/update-key.ts'
export { createInvitation } from './members/create-invitation.ts'
export { createMember } from './members/create-member.ts'
export { deleteInvitation } from './members/delete-invitation.ts'
export { deleteMember } from './members/delete-member.ts'
export { getInvitation } from './members/get-invitation.ts'
export { getMember } from './members/get-member.ts'
export { listInvitations } from './members/list-invitations.ts'
export { listMembers } from './members/list-members.ts'
export { updateMember } from './members/update-member.ts'
export type { Context, RequestInfo } from './mutate/context.ts'
export { IdempotentRequest } from './mutate/idempotent-request.ts'
export type { Mutated } from './mutate/mutate.ts'
export { getSystem } from './nodes/get-system.ts'
export type { Encryption } from './nodes/node-report.ts'
export type { NodeStatus } from './nodes/node-status.ts'
export type { ServerFigures, ServerView, SystemView } from './nodes/system-view.ts'
export type { DeliverNotice, Handover, Notice, ToldKeyEvent, ToldRequest } from './notifications/notice.ts'
export { type CreateOrganizationInput, createOrganization } from './organizations/create-organization.ts'
export { deleteOrganization } from './organizations/delete-organization.ts'
export { eraseAuditDetails } from './organizations/erase-audit-details.ts'
export { getOrganization } from './organizations/get-organization.ts'
export { type ListOrganizationsInput, listOrganizations } from './organizations/list-organizations.ts'
export type { OrganizationInput } from './organizations/organization.ts'
export type { OrganizationView } from './organizations/organization-view.ts'
export { type UpdateOrganizationInput, updateOrganization } from './organizations/update-organization.ts'
export { addPasskey } from './passkeys/add-passkey.ts'
export { beginPasskey } from './passkeys/begin-passkey.ts'
export { findPasskey } from './passkeys/find-passkey.ts'
export { listPasskeys } from './passkeys/list-passkeys.ts'
export { removePasskey } from './passkeys/remove-passkey.ts'
export { renamePasskey } from './passkeys/rename-passkey.ts'
export { usePasskey } from './passkeys/use-passkey.ts'
export {
  type CreatePortalSessionInput,
  createPortalSession,
} from './portal-sessions/create-portal-session.ts'
export { endPortalSession } from './portal-sessions/end-portal-session.ts'
export { findPortalOrigins } from './portal-sessions/find-portal-origins.ts'
export { findPortalSession } from './portal-sessions/find-portal-session.ts'
export { getPortalSession } from './portal-sessions/get-portal-session.ts'
export type { PortalHome, PortalSessionView } from './portal-sessions/portal-session.ts'
export { type RedeemedPortalSession, redeemPortalSession } from './portal-sessions/redeem-portal-session.ts'
export { approveAccessRequest } from './requests/approve-access-request.ts'
export { approveResetRequest } from './requests/approve-reset-request.ts'
export { createAccessRequest } from './requests/create-access-request.ts'
export { createResetRequest } from './requests/create-reset-request.ts'
export { declineAccessRequest } from './requests/decline-access-request.ts'
export { declineResetRequest } from './requests/decline-reset-request.ts'
export { findResetKey } from './requests/find-reset-key.ts'
export { getResetRequest } from './requests/get-reset-request.ts'
export { listAccessRequests } from './requests/list-access-requests.ts'
export { listOwnAccessRequests } from './requests/list-own-access-requests.ts'
export { listResetRequests } from './requests/list-reset-requests.ts'
export { withdrawAccessRequest } from './requests/withdraw-access-request.ts'
export { withdrawResetRequest } from './requests/withdraw-reset-request.ts'
export { beginStep, findStep, takeOwnStep, takeStep } from './second-factors/challenges.ts'
export { confirmTotp } from './second-factors/confirm-totp.ts'
export { enrolTotp } from './second-factors/enrol-totp.ts'
export { listSecondFactors, secondFactorMethods } from './second-factors/list-second-factors.ts'
export { openTotp } from './second-factors/open-totp.ts'
export { removeTotp } from './second-factors/remove-totp.ts'
export { replaceRecoveryCodes } from './second-factors/replace-recovery-codes.ts'
export { challengeExpired, invalidFirstCode, invalidSecondFactor } from './second-factors/second-factor.ts'
export {
  countSecondFactorAnswer,
  type FittingCode,
  useSecondFactor,
} from './second-factors/use-second-factor.ts'
export { changePassword } from './sessions/change-password.ts'
export { deleteOperator } from './sessions/delete-operator.ts'
export { endOtherSessions } from './sessions/end-other-sessions.ts'
export { endSession } from './sessions/end-session.ts'
export { findResetHolder } from './sessions/find-reset-holder.ts'
export { findSession } from './sessions/find-session.ts'
export { type CurrentSessionView, getSession } from './sessions/get-session.ts'
export { listSessions } from './sessions/list-sessions.ts'
export { type ProveSessionInput, proveSession } from './sessions/prove-session.ts'
export { type RecoveredOwner, recoverOwner } from './sessions/recover-owner.ts'
export { resetPassword } from './sessions/reset-password.ts'
export type { SessionView } from './sessions/session.ts'
export { type StartSessionInput, startSession } from './sessions/start-session.ts'
export { type SwitchSessionInput, switchSession } from './sessions/switch-session.ts'
export { type UpdateOperatorInput, updateOperator } from './sessions/update-operator.ts'
export { type DatabaseReport, inspectPostgres } from './storage/dialects/postgres/inspect-postgres.ts'
export { readKeks, type StoredKek } from './storage/dialects/read-keks.ts'
export { migrate } from './storage/migrate.ts'
export type { MigrationReport } from './storage/migration.ts'
export { exportUsageEvents } from './usage/export-usage-events.ts'
export { type ListUsageEventsInput, listUsageEvents } from './usage/list-usage-events.ts'
export { type RecordOutcomesInput, recordOutcomes } from './usage/record-outcomes.ts'
export { type SummarizeUsageInput, summarizeUsage, type UsageSummary } from './usage/summarize-usage.ts'
export type { UsageEventView } from './usage/usage-event-view.ts'
export type { UsageSummaryBucket } from './usage/usage-summary-view.ts'
export {
  type AttemptLimit,
  countAttempts,
  forgetAttempts,
  hadSuccess,
  rememberSuccess,
  takeBackAttempts,
} from './users/attempts.ts'
export { beginSetup, isSetupOpen } from './users/begin-setup.ts'
export { type CreateOperatorInput, createOperator } from './users/create-operator.ts'
export { type CreateOwnerInput, createOwner } from './users/create-owner.ts'
export { createSignInLink } from './users/create-sign-in-link.ts'
export { findPasswordOf, type PasswordHolder } from './users/find-password-of.ts'
export { listOperators } from './users/list-operators.ts'
export { requestPasswordReset } from './users/request-password-reset.ts'
export { takeSignInLink } from './users/sign-in-link.ts'
export { type UpdateUserInput, updateUser } from './users/update-user.ts'
export { foldEmail, invalidCredentials, type UserView } from './users/user.ts'
export {
  type Admission,
  type KeyIdentity,
  serializeVerdict,
  serializeVerdicts,
  type Verdict,
} from './verification/verdict.ts'
export type { Authentication, Begun, Identification } from './verification/verifier.ts'
export type { VerifyInput } from './verification/verify-input.ts'
