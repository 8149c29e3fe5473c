// Written from the operations by write-bindings.ts: npx vitest run packages/contract -u
import { type PageList, listPages } from '../page-list.ts'
import { type Issued, withSecret } from '../secret-lost-error.ts'
import type { CallOptions, KeyedCallOptions, Send } from '../transport.ts'
import type {
  ApiView,
  BulkRevokeKeysAnswer,
  BulkRevokeKeysBody,
  CreateApiBody,
  CreateInvitationBody,
  CreateKeyAnswer,
  CreateKeyBody,
  CreateMemberBody,
  CreateOrganizationBody,
  ExportAuditEventsQuery,
  Identity,
  ImportKeysAnswer,
  ImportKeysBody,
  InvitationView,
  KeyView,
  ListApisAnswer,
  ListApisQuery,
  ListAuditEventsAnswer,
  ListAuditEventsQuery,
  ListInvitationsAnswer,
  ListInvitationsQuery,
  ListKeysAnswer,
  ListKeysQuery,
  ListMembersAnswer,
  ListMembersQuery,
  ListOrganizationsAnswer,
  ListOrganizationsQuery,
  ListUsageEventsAnswer,
  ListUsageEventsQuery,
  LookupKeyBody,
  MemberView,
  OrganizationView,
  RecordOutcomesAnswer,
  RecordOutcomesBody,
  RevealKeyAnswer,
  RevokeKeyAnswer,
  RevokeKeyBody,
  RotateKeyAnswer,
  RotateKeyBody,
  SummarizeUsageQuery,
  UpdateApiBody,
  UpdateKeyBody,
  UpdateMemberBody,
  UpdateOrganizationBody,
  UsageSummary,
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
     * Change an organization. Changes the members given. `suspended: true` stops all its keys, `false` lets them work again.
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
     * Invite a person. Writes down who may join an organization, for seven days. No mail is sent yet. A key can give only permissions whose scopes it has itself.
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
  }

  readonly keys = {
    /**
     * Create a key. Issues a key of an API to an organization. `secret` is the full token and is shown in this answer only. It cannot get more than the API knows, the ceiling of the organization allows, or its maker may do.
     * Needs the scope `keys:write`.
     */
    create: (body: CreateKeyBody, options?: KeyedCallOptions): Promise<Issued<CreateKeyAnswer>> =>
      withSecret(this.#send<CreateKeyAnswer>({ method: 'POST', path: '/v1/keys', body, keyed: true, options })),
    /**
     * List keys. Keys that the credential reaches, newest first, without secrets.
     * Needs the scope `keys:read`.
     */
    list: (query?: ListKeysQuery, options?: CallOptions): PageList<ListKeysAnswer['data'][number], ListKeysAnswer> =>
      listPages<ListKeysAnswer['data'][number], ListKeysAnswer>(this.#send, { method: 'GET', path: '/v1/keys', query: { ...query }, options }),
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
     * Revoke many keys. Ends up to 1,000 keys for good, by their ids or by a filter. Answered when no node can accept any of them any more, with what became of each.
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
     * Verify the audit log. Recomputes the hash chain: any edit, deletion, reordering or truncation shows.
     * Needs the scope `audit:read`.
     */
    verify: (query?: VerifyAuditQuery, options?: CallOptions): Promise<VerifyAuditAnswer> =>
      this.#send<VerifyAuditAnswer>({ method: 'GET', path: '/v1/audit/verify', query: { ...query }, options }),
  }

  /** Who am I. What the presented key (of any API) is and may do. */
  readonly whoami = (options?: CallOptions): Promise<Identity> =>
    this.#send<Identity>({ method: 'GET', path: '/v1/whoami', options })
}
