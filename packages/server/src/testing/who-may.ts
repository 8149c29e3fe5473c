import type { OperationId } from '@keyturn/contract'
import type { memberPermissions } from '@keyturn/contract/client'

export type MemberPermission = (typeof memberPermissions)[number]

/**
 * Who may make a call, written down apart from the code that decides it:
 *
 * - `anybody`, on the pages of the installation
 * - `people` who are signed in, about themselves
 * - `portal`: who is in a portal, about that
 * - `programs` of the vendor: keys with the scope, and no people
 * - `operators` and `owners` of the vendor, as people; keys are not asked
 * - `vendor`: operators, and keys with the scope that are confined to no organization
 * - `members` of an organization, and who is in a portal of it; within it, and the vendor
 * - those members alone who have one of the permissions, or `administer`, or have it in a portal; and the vendor
 */
export type Gate =
  | 'anybody'
  | 'people'
  | 'portal'
  | 'programs'
  | 'operators'
  | 'owners'
  | 'vendor'
  | 'members'
  | readonly MemberPermission[]

/** Those that take keys of any API are not for people: `/v1/whoami`, and `/v1/forward-auth` for gateways. */
export type GatedId = Exclude<OperationId, 'whoami' | 'forwardAuth'>

const lookAtKeys = ['view_keys', 'manage_keys', 'reveal_keys'] as const

export const whoMay: Record<GatedId, Gate> = {
  createApi: 'vendor',
  listApis: 'members',
  getApi: 'members',
  updateApi: 'vendor',
  deleteApi: 'vendor',
  createOrganization: 'vendor',
  listOrganizations: 'members',
  getOrganization: 'members',
  updateOrganization: ['administer'],
  deleteOrganization: 'vendor',
  createMember: ['manage_users'],
  listMembers: ['manage_users'],
  getMember: ['manage_users'],
  updateMember: ['manage_users'],
  deleteMember: ['manage_users'],
  createInvitation: ['manage_users'],
  listInvitations: ['manage_users'],
  getInvitation: ['manage_users'],
  deleteInvitation: ['manage_users'],
  resendInvitation: ['manage_users'],
  previewInvitation: 'anybody',
  acceptInvitation: 'anybody',
  joinOrganization: 'people',
  getIdentityProvider: ['administer'],
  setIdentityProvider: ['administer'],
  deleteIdentityProvider: ['administer'],
  createKey: ['manage_keys'],
  listKeys: lookAtKeys,
  countKeys: lookAtKeys,
  getKey: lookAtKeys,
  updateKey: ['manage_keys'],
  deleteKey: ['manage_keys'],
  revokeKey: ['manage_keys'],
  rotateKey: ['manage_keys'],
  completeKeyRotation: ['manage_keys'],
  revealKey: ['reveal_keys'],
  createResetRequest: lookAtKeys,
  listResetRequests: lookAtKeys,
  getResetRequest: lookAtKeys,
  approveResetRequest: ['manage_keys'],
  declineResetRequest: ['manage_keys'],
  withdrawResetRequest: lookAtKeys,
  createAccessRequest: 'people',
  listOwnAccessRequests: 'people',
  withdrawAccessRequest: 'people',
  listAccessRequests: ['manage_users'],
  approveAccessRequest: ['manage_users'],
  declineAccessRequest: ['manage_users'],
  importKeys: ['manage_keys'],
  bulkRevokeKeys: ['manage_keys'],
  lookupKey: lookAtKeys,
  verifyKey: 'vendor',
  verifyKeyBatch: 'vendor',
  recordOutcomes: 'vendor',
  listUsageEvents: ['view_logs', 'manage_billing'],
  exportUsageEvents: ['view_logs', 'manage_billing'],
  summarizeUsage: ['view_logs', 'manage_billing'],
  listAuditEvents: ['view_logs'],
  exportAuditEvents: ['view_logs'],
  verifyAudit: ['view_logs'],
  eraseAuditDetails: 'vendor',
  getSystem: 'vendor',
  createPortalSession: 'programs',
  redeemPortalSession: 'anybody',
  getPortalSession: 'portal',
  endPortalSession: 'portal',
  getSetup: 'anybody',
  createOwner: 'anybody',
  startSession: 'anybody',
  useSignInLink: 'anybody',
  getSession: 'people',
  switchSession: 'people',
  endSession: 'people',
  proveSession: 'people',
  listSessions: 'people',
  endOtherSessions: 'people',
  endOneSession: 'people',
  answerSecondFactor: 'anybody',
  beginPasskeySignIn: 'anybody',
  signInWithPasskey: 'anybody',
  proveSessionWithPasskey: 'people',
  beginSingleSignOn: 'anybody',
  listSecondFactors: 'people',
  enrolTotp: 'people',
  confirmTotp: 'people',
  removeTotp: 'people',
  replaceRecoveryCodes: 'people',
  listPasskeys: 'people',
  beginPasskey: 'people',
  addPasskey: 'people',
  renamePasskey: 'people',
  removePasskey: 'people',
  listExternalIdentities: 'people',
  linkExternalIdentity: 'people',
  unlinkExternalIdentity: 'people',
  updateAccount: 'people',
  changePassword: 'people',
  createOperator: 'owners',
  listOperators: 'operators',
  updateOperator: 'owners',
  deleteOperator: 'owners',
  requestPasswordReset: 'anybody',
  resetPassword: 'anybody',
}

/** What nobody in a portal may do, whatever they have been given: an audit log names the members of the organization. */
export const notInPortals: readonly GatedId[] = ['listAuditEvents', 'exportAuditEvents', 'verifyAudit']
