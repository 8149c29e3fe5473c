// Written from the operations by write-bindings.ts: npx vitest run packages/contract -u
import { type PageList, listPages } from '../page-list.ts'
import { type Issued, withSecret } from '../secret-lost-error.ts'
import type { CallOptions, KeyedCallOptions, Send } from '../transport.ts'
import type {
  AcceptInvitationBody,
  AccessRequest,
  AddPasskeyAnswer,
  AddPasskeyBody,
  AnswerSecondFactorBody,
  ApiView,
  ApproveResetRequestAnswer,
  ApproveResetRequestBody,
  BeginSingleSignOnAnswer,
  BeginSingleSignOnBody,
  BulkRevokeKeysAnswer,
  BulkRevokeKeysBody,
  ChangePasswordBody,
  ConfirmTotpAnswer,
  ConfirmTotpBody,
  CountKeysAnswer,
  CountKeysQuery,
  CreateAccessRequestBody,
  CreateApiBody,
  CreateInvitationBody,
  CreateKeyAnswer,
  CreateKeyBody,
  CreateMemberBody,
  CreateOperatorAnswer,
  CreateOperatorBody,
  CreateOrganizationBody,
  CreateOwnerBody,
  CreatePortalSessionAnswer,
  CreatePortalSessionBody,
  CreateResetRequestBody,
  DeclineAccessRequestBody,
  DeclineResetRequestBody,
  EndOtherSessionsAnswer,
  EnrolTotpAnswer,
  EraseAuditDetailsBody,
  ExportAuditEventsQuery,
  ExportUsageEventsQuery,
  GetIdentityProviderAnswer,
  GetSetupAnswer,
  Identity,
  IdentityProvider,
  ImportKeysAnswer,
  ImportKeysBody,
  InvitationPreview,
  InvitationView,
  JoinOrganizationBody,
  KeyView,
  LinkExternalIdentityAnswer,
  LinkExternalIdentityBody,
  ListAccessRequestsAnswer,
  ListAccessRequestsQuery,
  ListApisAnswer,
  ListApisQuery,
  ListAuditEventsAnswer,
  ListAuditEventsQuery,
  ListExternalIdentitiesAnswer,
  ListInvitationsAnswer,
  ListInvitationsQuery,
  ListKeysAnswer,
  ListKeysQuery,
  ListMembersAnswer,
  ListMembersQuery,
  ListOperatorsAnswer,
  ListOrganizationsAnswer,
  ListOrganizationsQuery,
  ListOwnAccessRequestsAnswer,
  ListPasskeysAnswer,
  ListResetRequestsAnswer,
  ListResetRequestsQuery,
  ListSessionsAnswer,
  ListUsageEventsAnswer,
  ListUsageEventsQuery,
  LookupKeyBody,
  MemberView,
  Operator,
  OrganizationView,
  Passkey,
  PasskeyOptions,
  PortalSession,
  PreviewInvitationBody,
  ProveSessionBody,
  ProveSessionWithPasskeyBody,
  RecordOutcomesAnswer,
  RecordOutcomesBody,
  RedeemPortalSessionAnswer,
  RedeemPortalSessionBody,
  RenamePasskeyBody,
  ReplaceRecoveryCodesAnswer,
  RequestPasswordResetBody,
  ResetPasswordBody,
  ResetRequest,
  RevealKeyAnswer,
  RevokeKeyAnswer,
  RevokeKeyBody,
  RotateKeyAnswer,
  RotateKeyBody,
  SecondFactors,
  Session,
  SetIdentityProviderBody,
  SignIn,
  SignInWithPasskeyBody,
  StartSessionBody,
  SummarizeUsageQuery,
  SwitchSessionBody,
  System,
  UpdateAccountBody,
  UpdateApiBody,
  UpdateKeyBody,
  UpdateMemberBody,
  UpdateOperatorBody,
  UpdateOrganizationBody,
  UsageSummary,
  UseSignInLinkBody,
  User,
  VerifyAuditAnswer,
  VerifyAuditQuery,
  VerifyKeyBatchAnswer,
  VerifyKeyBatchBody,
  VerifyRequest,
  VerifyResponse,
} from './types.ts'

/** Every call of the HTTP API. Each answers the parsed body or throws `KeyturnError`. */
export class KeyturnCalls {
  readonly #send: Send

  constructor(send: Send) {
    this.#send = send
  }

  readonly apis = {
    /**
     * Create an API. Defines an API whose keys Keyturn issues: its token prefix, scopes and rules.
     * Needs the scope `apis:write`.
     */
    create: (body: CreateApiBody, options?: KeyedCallOptions): Promise<ApiView> =>
      this.#send<ApiView>({ method: 'POST', path: '/v1/apis', body, keyed: true, options }),
    /**
     * List APIs. The APIs that the credential reaches.
     * Needs the scope `apis:read`.
     */
    list: (query?: ListApisQuery, options?: CallOptions): PageList<ListApisAnswer['data'][number], ListApisAnswer> =>
      listPages<ListApisAnswer['data'][number], ListApisAnswer>(this.#send, { method: 'GET', path: '/v1/apis', query: { ...query }, options }),
    /**
     * Get an API. One API with all its settings.
     * Needs the scope `apis:read`.
     */
    get: (id: string, options?: CallOptions): Promise<ApiView> =>
      this.#send<ApiView>({ method: 'GET', path: `/v1/apis/${encodeURIComponent(id)}`, options }),
    /**
     * Change an API. Changes the members given. A scope that is taken off the list is cut from every key at once.
     * Needs the scope `apis:write`.
     */
    update: (id: string, body: UpdateApiBody, options?: CallOptions): Promise<ApiView> =>
      this.#send<ApiView>({ method: 'PATCH', path: `/v1/apis/${encodeURIComponent(id)}`, body, options }),
    /**
     * Delete an API. Hides an API of which no key works any more; revoke them first. Its logs stay.
     * Needs the scope `apis:write`.
     */
    delete: (id: string, options?: CallOptions): Promise<void> =>
      this.#send<void>({ method: 'DELETE', path: `/v1/apis/${encodeURIComponent(id)}`, options }),
  }

  readonly organizations = {
    /**
     * Create an organization. Adds a customer company. Keys belong to an organization and share its ceiling and limits.
     * Needs the scope `organizations:write`.
     */
    create: (body: CreateOrganizationBody, options?: KeyedCallOptions): Promise<OrganizationView> =>
      this.#send<OrganizationView>({ method: 'POST', path: '/v1/organizations', body, keyed: true, options }),
    /**
     * List organizations. The organizations that the credential reaches.
     * Needs the scope `organizations:read`.
     */
    list: (query?: ListOrganizationsQuery, options?: CallOptions): PageList<ListOrganizationsAnswer['data'][number], ListOrganizationsAnswer> =>
      listPages<ListOrganizationsAnswer['data'][number], ListOrganizationsAnswer>(this.#send, { method: 'GET', path: '/v1/organizations', query: { ...query }, options }),
    /**
     * Get an organization. One organization with all its settings.
     * Needs the scope `organizations:read`.
     */
    get: (id: string, options?: CallOptions): Promise<OrganizationView> =>
      this.#send<OrganizationView>({ method: 'GET', path: `/v1/organizations/${encodeURIComponent(id)}`, options }),
    /**
     * Change an organization. Changes the members given. `suspended: true` stops all its keys, `false` lets them work again. Who tightens the `keyPolicy` of their own organization has to have proven in the last five minutes who they are.
     * Needs the scope `organizations:write`.
     */
    update: (id: string, body: UpdateOrganizationBody, options?: CallOptions): Promise<OrganizationView> =>
      this.#send<OrganizationView>({ method: 'PATCH', path: `/v1/organizations/${encodeURIComponent(id)}`, body, options }),
    /**
     * Delete an organization. Ends every key of the organization and hides it. Its logs stay.
     * Needs the scope `organizations:write`.
     */
    delete: (id: string, options?: CallOptions): Promise<void> =>
      this.#send<void>({ method: 'DELETE', path: `/v1/organizations/${encodeURIComponent(id)}`, options }),
    /**
     * Add a member. Adds a person to an organization. A key can give only permissions whose scopes it has itself; an invitation to the same address ends.
     * Needs the scope `members:write`.
     */
    createMember: (id: string, body: CreateMemberBody, options?: KeyedCallOptions): Promise<MemberView> =>
      this.#send<MemberView>({ method: 'POST', path: `/v1/organizations/${encodeURIComponent(id)}/members`, body, keyed: true, options }),
    /**
     * List members. The people of an organization, newest first.
     * Needs the scope `members:read`.
     */
    listMembers: (id: string, query?: ListMembersQuery, options?: CallOptions): PageList<ListMembersAnswer['data'][number], ListMembersAnswer> =>
      listPages<ListMembersAnswer['data'][number], ListMembersAnswer>(this.#send, { method: 'GET', path: `/v1/organizations/${encodeURIComponent(id)}/members`, query: { ...query }, options }),
    /**
     * Get a member. One person with their permissions.
     * Needs the scope `members:read`.
     */
    getMember: (id: string, memberId: string, options?: CallOptions): Promise<MemberView> =>
      this.#send<MemberView>({ method: 'GET', path: `/v1/organizations/${encodeURIComponent(id)}/members/${encodeURIComponent(memberId)}`, options }),
    /**
     * Change a member. Changes the name, or replaces the permissions.
     * Needs the scope `members:write`.
     */
    updateMember: (id: string, memberId: string, body: UpdateMemberBody, options?: CallOptions): Promise<MemberView> =>
      this.#send<MemberView>({ method: 'PATCH', path: `/v1/organizations/${encodeURIComponent(id)}/members/${encodeURIComponent(memberId)}`, body, options }),
    /**
     * Remove a member. Takes a person out of the organization. Keys that they made stay with the organization.
     * Needs the scope `members:write`.
     */
    deleteMember: (id: string, memberId: string, options?: CallOptions): Promise<void> =>
      this.#send<void>({ method: 'DELETE', path: `/v1/organizations/${encodeURIComponent(id)}/members/${encodeURIComponent(memberId)}`, options }),
    /**
     * Invite a person. Invites somebody to join an organization, for seven days; where mail is sent they get a link. A key can give only permissions whose scopes it has itself, and a person those that they have. An organization invites a hundred times in an hour, and one address is invited ten times.
     * Needs the scope `members:write`.
     */
    createInvitation: (id: string, body: CreateInvitationBody, options?: KeyedCallOptions): Promise<InvitationView> =>
      this.#send<InvitationView>({ method: 'POST', path: `/v1/organizations/${encodeURIComponent(id)}/invitations`, body, keyed: true, options }),
    /**
     * List invitations. Who is invited and did not join yet, newest first; expired invitations included.
     * Needs the scope `members:read`.
     */
    listInvitations: (id: string, query?: ListInvitationsQuery, options?: CallOptions): PageList<ListInvitationsAnswer['data'][number], ListInvitationsAnswer> =>
      listPages<ListInvitationsAnswer['data'][number], ListInvitationsAnswer>(this.#send, { method: 'GET', path: `/v1/organizations/${encodeURIComponent(id)}/invitations`, query: { ...query }, options }),
    /**
     * Get an invitation. One invitation and whether it is still good.
     * Needs the scope `members:read`.
     */
    getInvitation: (id: string, invitationId: string, options?: CallOptions): Promise<InvitationView> =>
      this.#send<InvitationView>({ method: 'GET', path: `/v1/organizations/${encodeURIComponent(id)}/invitations/${encodeURIComponent(invitationId)}`, options }),
    /**
     * Withdraw an invitation. Nobody can join with it any more.
     * Needs the scope `members:write`.
     */
    deleteInvitation: (id: string, invitationId: string, options?: CallOptions): Promise<void> =>
      this.#send<void>({ method: 'DELETE', path: `/v1/organizations/${encodeURIComponent(id)}/invitations/${encodeURIComponent(invitationId)}`, options }),
    /**
     * Send an invitation again. Sends it by mail, good for seven more days. Links that were sent before open nothing any more. Five times in an hour.
     * Needs the scope `members:write`.
     */
    resendInvitation: (id: string, invitationId: string, options?: KeyedCallOptions): Promise<InvitationView> =>
      this.#send<InvitationView>({ method: 'POST', path: `/v1/organizations/${encodeURIComponent(id)}/invitations/${encodeURIComponent(invitationId)}/resend`, keyed: true, options }),
    /**
     * Get the identity provider. Which OpenID provider vouches for the people of an organization; `null` where none does.
     * Needs the scope `identity:read`.
     */
    getIdentityProvider: (id: string, options?: CallOptions): Promise<GetIdentityProviderAnswer> =>
      this.#send<GetIdentityProviderAnswer>({ method: 'GET', path: `/v1/organizations/${encodeURIComponent(id)}/identity-provider`, options }),
    /**
     * Set the identity provider. Says which OpenID provider vouches for the people of an organization, in place of the one before. A new issuer is asked for its discovery document first. Register `<address of this installation>/v1/organizations/<id>/single-sign-on/callback` there as the redirect URI. Another issuer ends the sessions that began at the one before. Whoever chooses it decides who comes in as whom, so a key needs every scope that the permission `administer` stands for.
     * Needs the scope `identity:write`.
     */
    setIdentityProvider: (id: string, body: SetIdentityProviderBody, options?: CallOptions): Promise<IdentityProvider> =>
      this.#send<IdentityProvider>({ method: 'PUT', path: `/v1/organizations/${encodeURIComponent(id)}/identity-provider`, body, options }),
    /**
     * Remove the identity provider. Ends single sign-on and the sessions that began with it. Members stay members. A key needs every scope that the permission `administer` stands for, as it does to set one.
     * Needs the scope `identity:write`.
     */
    deleteIdentityProvider: (id: string, options?: CallOptions): Promise<void> =>
      this.#send<void>({ method: 'DELETE', path: `/v1/organizations/${encodeURIComponent(id)}/identity-provider`, options }),
    /**
     * List access requests. Who asked for which permission, newest first, and what became of that.
     * Needs the scope `members:read`.
     */
    listAccessRequests: (id: string, query?: ListAccessRequestsQuery, options?: CallOptions): PageList<ListAccessRequestsAnswer['data'][number], ListAccessRequestsAnswer> =>
      listPages<ListAccessRequestsAnswer['data'][number], ListAccessRequestsAnswer>(this.#send, { method: 'GET', path: `/v1/organizations/${encodeURIComponent(id)}/access-requests`, query: { ...query }, options }),
    /**
     * Approve an access request. Gives the member the permission in addition to what they have, and tells them; they sign in again. Nobody gives what they do not hold themselves. Of two who decide at once the second is refused with `conflict`.
     * Needs the scope `members:write`.
     */
    approveAccessRequest: (id: string, accessRequestId: string, options?: KeyedCallOptions): Promise<AccessRequest> =>
      this.#send<AccessRequest>({ method: 'POST', path: `/v1/organizations/${encodeURIComponent(id)}/access-requests/${encodeURIComponent(accessRequestId)}/approve`, keyed: true, options }),
    /**
     * Decline an access request. Leaves the member's permissions as they are, and tells them why.
     * Needs the scope `members:write`.
     */
    declineAccessRequest: (id: string, accessRequestId: string, body: DeclineAccessRequestBody, options?: KeyedCallOptions): Promise<AccessRequest> =>
      this.#send<AccessRequest>({ method: 'POST', path: `/v1/organizations/${encodeURIComponent(id)}/access-requests/${encodeURIComponent(accessRequestId)}/decline`, body, keyed: true, options }),
  }

  readonly invitations = {
    /** Look at an invitation. What the link of an invitation is to, for whoever got it. It changes nothing. */
    preview: (body: PreviewInvitationBody, options?: CallOptions): Promise<InvitationPreview> =>
      this.#send<InvitationPreview>({ method: 'POST', path: '/v1/invitations/preview', body, options }),
    /** Accept an invitation with a new account. Makes an account with the address that was invited, and its holder a member; the answer signs them in. Where the address has an account it is 409 `conflict`: sign in and join. A link works once. */
    accept: (body: AcceptInvitationBody, options?: CallOptions): Promise<MemberView> =>
      this.#send<MemberView>({ method: 'POST', path: '/v1/invitations/accept', body, options }),
  }

  readonly account = {
    /** Accept an invitation. Makes the person who is signed in a member, by the link of an invitation to their address. An invitation to another address is 409 `conflict`. A link works once. */
    joinOrganization: (body: JoinOrganizationBody, options?: CallOptions): Promise<MemberView> =>
      this.#send<MemberView>({ method: 'POST', path: '/v1/account/memberships', body, options }),
    /** Request access. Asks those who can grant it for a permission, in the organization that the request acts in; where mail is sent they are told. The same permission is asked for once at a time, for seven days. */
    createAccessRequest: (body: CreateAccessRequestBody, options?: KeyedCallOptions): Promise<AccessRequest> =>
      this.#send<AccessRequest>({ method: 'POST', path: '/v1/account/access-requests', body, keyed: true, options }),
    /** List what one has asked for. Permissions that the person has asked for in the organization that the request acts in: the newest, on one page. */
    listOwnAccessRequests: (options?: CallOptions): PageList<ListOwnAccessRequestsAnswer['data'][number], ListOwnAccessRequestsAnswer> =>
      listPages<ListOwnAccessRequestsAnswer['data'][number], ListOwnAccessRequestsAnswer>(this.#send, { method: 'GET', path: '/v1/account/access-requests', options }),
    /** Withdraw an access request. Takes back what the person has asked for. */
    withdrawAccessRequest: (accessRequestId: string, options?: KeyedCallOptions): Promise<AccessRequest> =>
      this.#send<AccessRequest>({ method: 'POST', path: `/v1/account/access-requests/${encodeURIComponent(accessRequestId)}/withdraw`, keyed: true, options }),
    /** Get second factors. What the person signs in with besides a password, and how many recovery codes are left. */
    listSecondFactors: (options?: CallOptions): Promise<SecondFactors> =>
      this.#send<SecondFactors>({ method: 'GET', path: '/v1/account/second-factors', options }),
    /** Set up an authenticator app. A new secret (RFC 6238), shown this once. It is asked for at sign-ins once a code has confirmed it; until then it can be set up anew. */
    enrolTotp: (options?: CallOptions): Promise<EnrolTotpAnswer> =>
      this.#send<EnrolTotpAnswer>({ method: 'POST', path: '/v1/account/totp', options }),
    /** Confirm an authenticator app. A code shows that the app has the secret. From now on it is asked for at each sign-in. The person is signed out everywhere else, and the session gets a new cookie. */
    confirmTotp: (body: ConfirmTotpBody, options?: CallOptions): Promise<ConfirmTotpAnswer> =>
      this.#send<ConfirmTotpAnswer>({ method: 'POST', path: '/v1/account/totp/confirmation', body, options }),
    /** Remove the authenticator app. It is asked for no more. With the last factor the recovery codes go. The person is signed out everywhere else, and the session gets a new cookie. */
    removeTotp: (options?: CallOptions): Promise<void> =>
      this.#send<void>({ method: 'DELETE', path: '/v1/account/totp', options }),
    /** Make new recovery codes. Ten new codes, shown this once; all earlier ones are good for nothing. */
    replaceRecoveryCodes: (options?: CallOptions): Promise<ReplaceRecoveryCodesAnswer> =>
      this.#send<ReplaceRecoveryCodesAnswer>({ method: 'POST', path: '/v1/account/recovery-codes', options }),
    /** List passkeys. The passkeys of the person, newest first, all on one page. */
    listPasskeys: (options?: CallOptions): PageList<ListPasskeysAnswer['data'][number], ListPasskeysAnswer> =>
      listPages<ListPasskeysAnswer['data'][number], ListPasskeysAnswer>(this.#send, { method: 'GET', path: '/v1/account/passkeys', options }),
    /** Begin to add a passkey. What `navigator.credentials.create` takes, under a challenge that is good once, for ten minutes. */
    beginPasskey: (options?: CallOptions): Promise<PasskeyOptions> =>
      this.#send<PasskeyOptions>({ method: 'POST', path: '/v1/account/passkeys/options', options }),
    /** Add a passkey. Keeps the passkey that was made. The person is signed out everywhere else, and the session gets a new cookie. */
    addPasskey: (body: AddPasskeyBody, options?: CallOptions): Promise<AddPasskeyAnswer> =>
      this.#send<AddPasskeyAnswer>({ method: 'POST', path: '/v1/account/passkeys', body, options }),
    /** Rename a passkey. Changes what its holder calls it. */
    renamePasskey: (passkeyId: string, body: RenamePasskeyBody, options?: CallOptions): Promise<Passkey> =>
      this.#send<Passkey>({ method: 'PATCH', path: `/v1/account/passkeys/${encodeURIComponent(passkeyId)}`, body, options }),
    /** Remove a passkey. It signs in no more. The person is signed out everywhere else, and the session gets a new cookie. */
    removePasskey: (passkeyId: string, options?: CallOptions): Promise<void> =>
      this.#send<void>({ method: 'DELETE', path: `/v1/account/passkeys/${encodeURIComponent(passkeyId)}`, options }),
    /** List identity providers that vouch for you. Newest first, all on one page. */
    listExternalIdentities: (options?: CallOptions): PageList<ListExternalIdentitiesAnswer['data'][number], ListExternalIdentitiesAnswer> =>
      listPages<ListExternalIdentitiesAnswer['data'][number], ListExternalIdentitiesAnswer>(this.#send, { method: 'GET', path: '/v1/account/identities', options }),
    /** Let an identity provider vouch for you. Where to send the browser, so that a member can also come through the identity provider of the organization. The answer sets a cookie that ties what comes back to this browser. */
    linkExternalIdentity: (body: LinkExternalIdentityBody, options?: CallOptions): Promise<LinkExternalIdentityAnswer> =>
      this.#send<LinkExternalIdentityAnswer>({ method: 'POST', path: '/v1/account/identities', body, options }),
    /** Let an identity provider vouch for you no more. Ends the sessions that the person began there. */
    unlinkExternalIdentity: (identityId: string, options?: CallOptions): Promise<void> =>
      this.#send<void>({ method: 'DELETE', path: `/v1/account/identities/${encodeURIComponent(identityId)}`, options }),
    /** Change the account. Changes what the person is called, whether they get mail about keys, and their timezone. */
    update: (body: UpdateAccountBody, options?: CallOptions): Promise<User> =>
      this.#send<User>({ method: 'PATCH', path: '/v1/account', body, options }),
    /** Change the password. Sets the password of the person, who has proven in the last five minutes who they are. It signs them out everywhere else, and the session gets a new cookie. Short and well-known passwords are refused. */
    changePassword: (body: ChangePasswordBody, options?: CallOptions): Promise<void> =>
      this.#send<void>({ method: 'PUT', path: '/v1/account/password', body, options }),
  }

  readonly keys = {
    /**
     * Create a key. Issues a key of an API to an organization. `secret` is the full token and is shown in this answer only. It cannot get more than the API knows, the ceiling of the organization allows, or its maker may do.
     * Needs the scope `keys:write`.
     */
    create: (body: CreateKeyBody, options?: KeyedCallOptions): Promise<Issued<CreateKeyAnswer>> =>
      withSecret(this.#send<CreateKeyAnswer>({ method: 'POST', path: '/v1/keys', body, keyed: true, options })),
    /**
     * List keys. Keys that the credential reaches, newest first unless sorted, without secrets.
     * Needs the scope `keys:read`.
     */
    list: (query?: ListKeysQuery, options?: CallOptions): PageList<ListKeysAnswer['data'][number], ListKeysAnswer> =>
      listPages<ListKeysAnswer['data'][number], ListKeysAnswer>(this.#send, { method: 'GET', path: '/v1/keys', query: { ...query }, options }),
    /**
     * Count keys. How many keys the list with these filters has, over all its pages.
     * Needs the scope `keys:read`.
     */
    count: (query?: CountKeysQuery, options?: CallOptions): Promise<CountKeysAnswer> =>
      this.#send<CountKeysAnswer>({ method: 'GET', path: '/v1/keys/count', query: { ...query }, options }),
    /**
     * Get a key. One key with its policy, without secrets.
     * Needs the scope `keys:read`.
     */
    get: (id: string, options?: CallOptions): Promise<KeyView> =>
      this.#send<KeyView>({ method: 'GET', path: `/v1/keys/${encodeURIComponent(id)}`, options }),
    /**
     * Change a key. Changes the members given. `enabled: false` switches the key off until it is true again.
     * Needs the scope `keys:write`.
     */
    update: (id: string, body: UpdateKeyBody, options?: CallOptions): Promise<KeyView> =>
      this.#send<KeyView>({ method: 'PATCH', path: `/v1/keys/${encodeURIComponent(id)}`, body, options }),
    /**
     * Delete a key. Revokes the key and hides it from lists. The logs keep its name.
     * Needs the scope `keys:write`.
     */
    delete: (id: string, options?: CallOptions): Promise<void> =>
      this.#send<void>({ method: 'DELETE', path: `/v1/keys/${encodeURIComponent(id)}`, options }),
    /**
     * Revoke a key. Ends the key for good. Answered when no node can accept it any more. Twice is fine.
     * Needs the scope `keys:write`.
     */
    revoke: (id: string, body?: RevokeKeyBody, options?: KeyedCallOptions): Promise<RevokeKeyAnswer> =>
      this.#send<RevokeKeyAnswer>({ method: 'POST', path: `/v1/keys/${encodeURIComponent(id)}/revoke`, body: body ?? {}, keyed: true, options }),
    /**
     * Rotate a key. Gives the key a new secret. The old one ends after `overlapSeconds`; zero ends every earlier secret at once and always succeeds. Id, policy, history and expiry stay.
     * Needs the scope `keys:write`.
     */
    rotate: (id: string, body?: RotateKeyBody, options?: KeyedCallOptions): Promise<Issued<RotateKeyAnswer>> =>
      withSecret(this.#send<RotateKeyAnswer>({ method: 'POST', path: `/v1/keys/${encodeURIComponent(id)}/rotate`, body: body ?? {}, keyed: true, options })),
    /**
     * Complete a rotation. Ends the old secret of a rotation with overlap before its time; the new one stays as it is. Answered when no node can accept the old one any more. Twice is fine, and so is a key that is not being rotated.
     * Needs the scope `keys:write`.
     */
    completeRotation: (id: string, options?: KeyedCallOptions): Promise<KeyView> =>
      this.#send<KeyView>({ method: 'POST', path: `/v1/keys/${encodeURIComponent(id)}/rotation/complete`, keyed: true, options }),
    /**
     * Show the token of a key again. Only for keys of an API with `reveal: anytime`, which are kept encrypted. Each time is written into the audit log. Not for imported keys, nor for those that were made before the API kept tokens: rotate such a key.
     * Needs the scope `keys:reveal`.
     */
    reveal: (id: string, options?: KeyedCallOptions): Promise<RevealKeyAnswer> =>
      this.#send<RevealKeyAnswer>({ method: 'POST', path: `/v1/keys/${encodeURIComponent(id)}/reveal`, keyed: true, options }),
    /**
     * Import keys by the hash of their tokens. Takes over keys that exist already, all of them or none: their tokens keep working, and Keyturn never sees them. Tokens that people chose are weak; rotate such keys into tokens of Keyturn. A digest that is known already is refused with 409, whoever has it, so an import tells that a token is in use: only who has the token or its digest can ask. Nobody can see here whether a digest is that of a token: one of text that is not 16 to 512 printable ASCII characters makes a key that never verifies. What is wrong with a row, an API or organization that cannot be reached included, is in `errors` of a 422.
     * Needs the scope `keys:write`.
     */
    import: (keys: ImportKeysBody['keys'], options?: KeyedCallOptions): Promise<ImportKeysAnswer> =>
      this.#send<ImportKeysAnswer>({ method: 'POST', path: '/v1/keys/import', body: { keys }, keyed: true, options }),
    /**
     * Revoke many keys. Ends up to 1,000 keys for good, by their ids or by a filter. Answered when no node can accept any of them any more, with what became of each. Refused, and nothing is revoked, where the key that makes the call is among them.
     * Needs the scope `keys:write`.
     */
    bulkRevoke: (body: BulkRevokeKeysBody, options?: KeyedCallOptions): Promise<BulkRevokeKeysAnswer> =>
      this.#send<BulkRevokeKeysAnswer>({ method: 'POST', path: '/v1/keys/bulk-revoke', body, keyed: true, options }),
    /**
     * Find a key by its token. Whose token this is, for who manages the key. Not counted as use.
     * Needs the scope `keys:read`.
     */
    lookup: (body: LookupKeyBody, options?: CallOptions): Promise<KeyView> =>
      this.#send<KeyView>({ method: 'POST', path: '/v1/keys/lookup', body, options }),
    /**
     * Request a key reset. Asks those who manage keys to reset one that may be exposed; where mail is sent they are told. Of each key it is asked once at a time, for seven days.
     * Needs the scope `keys:read`.
     */
    createResetRequest: (id: string, body: CreateResetRequestBody, options?: KeyedCallOptions): Promise<ResetRequest> =>
      this.#send<ResetRequest>({ method: 'POST', path: `/v1/keys/${encodeURIComponent(id)}/reset-requests`, body, keyed: true, options }),
    /**
     * Verify a presented key. Decides whether a key that somebody presented may do what was asked, and records it. A verdict is an answer: the status is 200 for every verdict. A denied verification consumes no limit and no credit.
     * Needs the scope `keys:verify`.
     */
    verify: (body: VerifyRequest, options?: CallOptions): Promise<VerifyResponse> =>
      this.#send<VerifyResponse>({ method: 'POST', path: '/v1/keys/verify', body, options }),
    /**
     * Verify up to 1,000 presented keys. The verdicts are in the order of the verifications.
     * Needs the scope `keys:verify`.
     */
    verifyBatch: (verifications: VerifyKeyBatchBody['verifications'], options?: CallOptions): Promise<VerifyKeyBatchAnswer> =>
      this.#send<VerifyKeyBatchAnswer>({ method: 'POST', path: '/v1/keys/verify-batch', body: { verifications }, options }),
  }

  readonly resetRequests = {
    /**
     * List reset requests. Which keys were asked to be reset, newest first, and what became of that.
     * Needs the scope `keys:read`.
     */
    list: (query?: ListResetRequestsQuery, options?: CallOptions): PageList<ListResetRequestsAnswer['data'][number], ListResetRequestsAnswer> =>
      listPages<ListResetRequestsAnswer['data'][number], ListResetRequestsAnswer>(this.#send, { method: 'GET', path: '/v1/reset-requests', query: { ...query }, options }),
    /**
     * Get a reset request. One request and what became of it.
     * Needs the scope `keys:read`.
     */
    get: (id: string, options?: CallOptions): Promise<ResetRequest> =>
      this.#send<ResetRequest>({ method: 'GET', path: `/v1/reset-requests/${encodeURIComponent(id)}`, options }),
    /**
     * Approve a reset request. Gives the key a new secret, as rotating it does, and tells whoever asked. Of two who decide at once the second is refused with `conflict`.
     * Needs the scope `keys:write`.
     */
    approve: (id: string, body?: ApproveResetRequestBody, options?: KeyedCallOptions): Promise<Issued<ApproveResetRequestAnswer>> =>
      withSecret(this.#send<ApproveResetRequestAnswer>({ method: 'POST', path: `/v1/reset-requests/${encodeURIComponent(id)}/approve`, body: body ?? {}, keyed: true, options })),
    /**
     * Decline a reset request. Leaves the key as it is, and tells whoever asked why.
     * Needs the scope `keys:write`.
     */
    decline: (id: string, body: DeclineResetRequestBody, options?: KeyedCallOptions): Promise<ResetRequest> =>
      this.#send<ResetRequest>({ method: 'POST', path: `/v1/reset-requests/${encodeURIComponent(id)}/decline`, body, keyed: true, options }),
    /**
     * Withdraw a reset request. Takes back what the caller has asked for itself.
     * Needs the scope `keys:read`.
     */
    withdraw: (id: string, options?: KeyedCallOptions): Promise<ResetRequest> =>
      this.#send<ResetRequest>({ method: 'POST', path: `/v1/reset-requests/${encodeURIComponent(id)}/withdraw`, keyed: true, options }),
  }

  readonly usage = {
    /**
     * Report outcomes. Middleware reports what became of verified requests; the usage log shows it with the verification.
     * Needs the scope `usage:write`.
     */
    reportOutcomes: (outcomes: RecordOutcomesBody['outcomes'], options?: CallOptions): Promise<RecordOutcomesAnswer> =>
      this.#send<RecordOutcomesAnswer>({ method: 'POST', path: '/v1/usage/outcomes', body: { outcomes }, options }),
    /**
     * List verifications. The usage log, newest first, complete within a second.
     * Needs the scope `usage:read`.
     */
    events: (query?: ListUsageEventsQuery, options?: CallOptions): PageList<ListUsageEventsAnswer['data'][number], ListUsageEventsAnswer> =>
      listPages<ListUsageEventsAnswer['data'][number], ListUsageEventsAnswer>(this.#send, { method: 'GET', path: '/v1/usage/events', query: { ...query }, options }),
    /**
     * Export verifications. The usage log with the filters of the list, newest first, as a stream: one JSON object a line, or CSV in which text that a spreadsheet would run begins with an apostrophe. A connection that ends before the last chunk has lost the rest.
     * Needs the scope `usage:read`.
     */
    exportEvents: (query?: ExportUsageEventsQuery, options?: CallOptions): Promise<string> =>
      this.#send<string>({ method: 'GET', path: '/v1/usage/events/export', query: { ...query }, options }),
    /**
     * Sum up usage. Verifications, cost and outcomes by hour or day (UTC), oldest first; intervals without any are left out. Under load sums may be some seconds behind the log. With `format=csv` the same sums as text/csv, and the cursor of the next page in the header `Keyturn-Next-Cursor`.
     * Needs the scope `usage:read`.
     */
    summary: (query?: SummarizeUsageQuery, options?: CallOptions): PageList<UsageSummary['data'][number], UsageSummary> =>
      listPages<UsageSummary['data'][number], UsageSummary>(this.#send, { method: 'GET', path: '/v1/usage/summary', query: { ...query }, options }),
  }

  readonly audit = {
    /**
     * List changes. The audit log, newest first.
     * Needs the scope `audit:read`.
     */
    events: (query?: ListAuditEventsQuery, options?: CallOptions): PageList<ListAuditEventsAnswer['data'][number], ListAuditEventsAnswer> =>
      listPages<ListAuditEventsAnswer['data'][number], ListAuditEventsAnswer>(this.#send, { method: 'GET', path: '/v1/audit/events', query: { ...query }, options }),
    /**
     * Export changes. The whole audit log that the credential reaches, newest first, as a stream: one JSON object a line, or CSV in which text that a spreadsheet would run begins with an apostrophe. A connection that ends before the last chunk has lost the rest.
     * Needs the scope `audit:read`.
     */
    exportEvents: (query?: ExportAuditEventsQuery, options?: CallOptions): Promise<string> =>
      this.#send<string>({ method: 'GET', path: '/v1/audit/export', query: { ...query }, options }),
    /**
     * Verify the audit log. Recomputes the hash chain: any edit, deletion, reordering or truncation shows. Details that were erased are counted, and have to be accounted for by an event after them.
     * Needs the scope `audit:read`.
     */
    verify: (query?: VerifyAuditQuery, options?: CallOptions): Promise<VerifyAuditAnswer> =>
      this.#send<VerifyAuditAnswer>({ method: 'GET', path: '/v1/audit/verify', query: { ...query }, options }),
    /**
     * Erase the details of a deleted organization. Erases for good what its audit log tells of before and after, and of people. That something was done, when and to what stays, and the log verifies. An organization that is there is refused with `conflict`.
     * Needs the scope `organizations:write`.
     */
    eraseDetails: (body: EraseAuditDetailsBody, options?: KeyedCallOptions): Promise<void> =>
      this.#send<void>({ method: 'POST', path: '/v1/audit/erasures', body, keyed: true, options }),
  }

  readonly setup = {
    /** Ask whether there is an owner. Answers while nobody operates this installation; afterwards there is nothing here. */
    get: (options?: CallOptions): Promise<GetSetupAnswer> =>
      this.#send<GetSetupAnswer>({ method: 'GET', path: '/v1/setup', options }),
    /** Make the first owner. Makes the first owner of this installation and signs them in. It takes the token of the link that the terminal shows. Of any number of calls one succeeds. */
    createOwner: (body: CreateOwnerBody, options?: CallOptions): Promise<SignIn> =>
      this.#send<SignIn>({ method: 'POST', path: '/v1/setup', body, options }),
  }

  readonly session = {
    /** Sign in with a password. Signs a person in; the answer sets a cookie. A wrong password and an address that nobody has are answered alike, and attempts are limited. */
    start: (body: StartSessionBody, options?: CallOptions): Promise<SignIn> =>
      this.#send<SignIn>({ method: 'POST', path: '/v1/session', body, options }),
    /** Sign in with a link. Signs in whoever a link was made for: by an owner for a new operator, or in the terminal of the server. It works once, for a day. */
    useSignInLink: (body: UseSignInLinkBody, options?: CallOptions): Promise<SignIn> =>
      this.#send<SignIn>({ method: 'POST', path: '/v1/session/link', body, options }),
    /** Get the session. Who is signed in, and what they may do. */
    get: (options?: CallOptions): Promise<Session> =>
      this.#send<Session>({ method: 'GET', path: '/v1/session', options }),
    /** Switch organizations. Makes the session act in another organization that the person is a member of; operators go to any, and with `null` back to all of them. The session gets a new cookie. */
    switch: (body: SwitchSessionBody, options?: CallOptions): Promise<void> =>
      this.#send<void>({ method: 'PATCH', path: '/v1/session', body, options }),
    /** Sign out. Ends the session that asks. Nothing accepts its cookie any more. */
    end: (options?: CallOptions): Promise<void> =>
      this.#send<void>({ method: 'DELETE', path: '/v1/session', options }),
    /** Prove who you are again. Whoever has just shown their password may do for five minutes what is sensitive: change the password, second factors and permissions of others. Who signs in with a second factor shows that, too: 403 `second_factor_required` asks for it once the password was right. The session gets a new cookie. */
    prove: (body: ProveSessionBody, options?: CallOptions): Promise<void> =>
      this.#send<void>({ method: 'POST', path: '/v1/session/reauthentication', body, options }),
    /** Sign in: second step. Ends a sign-in that asked for a second factor, with a code of the authenticator app or with a recovery code. A code is good once; five answers are looked at, then the sign-in begins again. */
    answerSecondFactor: (body: AnswerSecondFactorBody, options?: CallOptions): Promise<SignIn> =>
      this.#send<SignIn>({ method: 'POST', path: '/v1/session/second-factor', body, options }),
    /** Ask for a passkey. What `navigator.credentials.get` takes: any passkey for this installation, under a challenge that is good once, for ten minutes. */
    beginPasskeySignIn: (options?: CallOptions): Promise<PasskeyOptions> =>
      this.#send<PasskeyOptions>({ method: 'POST', path: '/v1/session/passkey/options', options }),
    /** Sign in with a passkey. Signs in whoever holds the passkey; no second step follows, as it is two factors by itself. One whose counter goes backwards has a copy, and signs in no more. */
    signInWithPasskey: (body: SignInWithPasskeyBody, options?: CallOptions): Promise<SignIn> =>
      this.#send<SignIn>({ method: 'POST', path: '/v1/session/passkey', body, options }),
    /** Prove who you are again, with a passkey. The same as with the password. Ask for the options as for a sign-in. */
    proveWithPasskey: (body: ProveSessionWithPasskeyBody, options?: CallOptions): Promise<void> =>
      this.#send<void>({ method: 'POST', path: '/v1/session/reauthentication/passkey', body, options }),
    /** Sign in through an identity provider. Where to send the browser, to sign in to an organization through its identity provider. The answer sets a cookie that ties what comes back to this browser. Such a session is good in that organization alone. */
    beginSingleSignOn: (body: BeginSingleSignOnBody, options?: CallOptions): Promise<BeginSingleSignOnAnswer> =>
      this.#send<BeginSingleSignOnAnswer>({ method: 'POST', path: '/v1/session/single-sign-on', body, options }),
  }

  readonly sessions = {
    /** List sessions. Where the person is signed in, the newest first, all on one page. */
    list: (options?: CallOptions): PageList<ListSessionsAnswer['data'][number], ListSessionsAnswer> =>
      listPages<ListSessionsAnswer['data'][number], ListSessionsAnswer>(this.#send, { method: 'GET', path: '/v1/sessions', options }),
    /** Sign out everywhere else. Ends every session of the person but the one that asks. */
    endOther: (options?: CallOptions): Promise<EndOtherSessionsAnswer> =>
      this.#send<EndOtherSessionsAnswer>({ method: 'DELETE', path: '/v1/sessions', options }),
    /** Sign out somewhere else. Ends one session of the person. Nothing accepts its cookie any more. */
    endOne: (sessionId: string, options?: CallOptions): Promise<void> =>
      this.#send<void>({ method: 'DELETE', path: `/v1/sessions/${encodeURIComponent(sessionId)}`, options }),
  }

  readonly operators = {
    /** Add an operator. Adds somebody to the staff of the vendor. The answer has a link, this once, with which they sign in the first time within a day and set a password. Owners only, within five minutes of proving who they are. */
    create: (body: CreateOperatorBody, options?: CallOptions): Promise<CreateOperatorAnswer> =>
      this.#send<CreateOperatorAnswer>({ method: 'POST', path: '/v1/operators', body, options }),
    /** List operators. The staff of the vendor, the newest first, all on one page. Operators only. */
    list: (options?: CallOptions): PageList<ListOperatorsAnswer['data'][number], ListOperatorsAnswer> =>
      listPages<ListOperatorsAnswer['data'][number], ListOperatorsAnswer>(this.#send, { method: 'GET', path: '/v1/operators', options }),
    /** Change an operator. Makes an operator an owner or no longer one, disables and enables them; they are signed out everywhere. The last owner who can sign in stays one. Owners only, within five minutes of proving who they are. */
    update: (userId: string, body: UpdateOperatorBody, options?: CallOptions): Promise<Operator> =>
      this.#send<Operator>({ method: 'PATCH', path: `/v1/operators/${encodeURIComponent(userId)}`, body, options }),
    /** Remove an operator. Takes somebody off the staff of the vendor and signs them out everywhere. The last owner who can sign in stays. Owners only, within five minutes of proving who they are. */
    delete: (userId: string, options?: CallOptions): Promise<void> =>
      this.#send<void>({ method: 'DELETE', path: `/v1/operators/${encodeURIComponent(userId)}`, options }),
  }

  readonly portalSessions = {
    /**
     * Open a portal. Makes a link that opens the key page of an API for one person of an organization, as a page of its own or in a frame on one of the API’s `portalOrigins`. It opens once, within five minutes, for an hour. Your backend calls this: a key can give only permissions whose scopes it has itself, and what it has opened closes when it is revoked, disabled, expires or loses one of those scopes.
     * Needs the scope `portal:write`.
     */
    create: (body: CreatePortalSessionBody, options?: CallOptions): Promise<CreatePortalSessionAnswer> =>
      this.#send<CreatePortalSessionAnswer>({ method: 'POST', path: '/v1/portal-sessions', body, options }),
  }

  readonly portalSession = {
    /** Come in by a link. What the page of a link calls: it opens the portal and sets its cookie. A link that was used or is over is answered with where to get another. */
    redeem: (body: RedeemPortalSessionBody, options?: CallOptions): Promise<RedeemPortalSessionAnswer> =>
      this.#send<RedeemPortalSessionAnswer>({ method: 'POST', path: '/v1/portal-session', body, options }),
    /** Get the portal session. Who is on the page, what they may do, and where they came from. */
    get: (options?: CallOptions): Promise<PortalSession> =>
      this.#send<PortalSession>({ method: 'GET', path: '/v1/portal-session', options }),
    /** Close the portal. Ends the session that asks. Nothing accepts its cookie any more. */
    end: (options?: CallOptions): Promise<void> =>
      this.#send<void>({ method: 'DELETE', path: '/v1/portal-session', options }),
  }

  readonly passwordResets = {
    /** Ask for a new password. Sends a link to whoever has an account with this address. Everybody is answered alike, whether there is one or not. 409 `conflict` where the installation sends no mail. */
    request: (body: RequestPasswordResetBody, options?: CallOptions): Promise<void> =>
      this.#send<void>({ method: 'POST', path: '/v1/password-resets', body, options }),
    /** Choose a new password. Sets the password of whoever got the link. It works once, for 30 minutes from its sending, and signs the person out everywhere. Second factors stay. Short and well-known passwords are refused, and the link stays good then. */
    resetPassword: (body: ResetPasswordBody, options?: CallOptions): Promise<void> =>
      this.#send<void>({ method: 'POST', path: '/v1/password-resets/complete', body, options }),
  }

  readonly system = {
    /**
     * Get the state of the installation. Every server with its lease, its journal and its version, the database, encryption and mail, and what is to be done about them. For keys that are not confined, and for operators. A server that was killed is told for a day.
     * Needs the scope `metrics:read`.
     */
    get: (options?: CallOptions): Promise<System> =>
      this.#send<System>({ method: 'GET', path: '/v1/system', options }),
  }

  /** Who am I. What the presented key (of any API) is and may do. */
  readonly whoami = (options?: CallOptions): Promise<Identity> =>
    this.#send<Identity>({ method: 'GET', path: '/v1/whoami', options })
}
