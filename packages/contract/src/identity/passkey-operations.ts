import { z } from 'zod'
import { organizationId } from '../fields/identifier.ts'
import { pageOf } from '../fields/page.ts'
import { defineOperation } from '../operations/operation.ts'
import { madePasskeyExample } from './examples.ts'
import {
  externalIdentity,
  identityId,
  madePasskey,
  passkey,
  passkeyId,
  passkeyName,
  passkeyOptions,
  recoveryCodes,
  returnTo,
  sentThere,
} from './second-factor.ts'

const tag = 'Account'
const own = { scope: null, credential: 'session', query: null } as const

const listPasskeys = defineOperation({
  ...own,
  operationId: 'listPasskeys',
  method: 'GET',
  path: '/v1/account/passkeys',
  tag,
  summary: 'List passkeys',
  description: 'The passkeys of the person, newest first, all on one page.',
  params: null,
  body: null,
  success: { status: 200, description: 'Every passkey.', schema: pageOf(passkey) },
  problems: [],
})

const beginPasskey = defineOperation({
  ...own,
  operationId: 'beginPasskey',
  method: 'POST',
  path: '/v1/account/passkeys/options',
  tag,
  summary: 'Begin to add a passkey',
  description:
    'What `navigator.credentials.create` takes, under a challenge that is good once, for ten minutes.',
  repeatable: true,
  params: null,
  body: null,
  success: { status: 200, description: 'The options.', schema: passkeyOptions },
  problems: ['reauthentication_required', 'insufficient_permission', 'conflict'],
})

const addPasskey = defineOperation({
  ...own,
  operationId: 'addPasskey',
  method: 'POST',
  path: '/v1/account/passkeys',
  tag,
  summary: 'Add a passkey',
  description:
    'Keeps the passkey that was made. The person is signed out everywhere else, and the session gets a new cookie.',
  repeatable: true,
  params: null,
  body: z.strictObject({ name: passkeyName, response: madePasskey }),
  bodyExample: { name: 'Laptop', response: madePasskeyExample },
  success: {
    status: 201,
    description: 'Added.',
    schema: z.object({
      passkey,
      recoveryCodes: recoveryCodes.nullable().meta({
        description: 'With the first factor; shown this once. `null`: the person has some already.',
      }),
    }),
  },
  problems: [
    'challenge_expired',
    'invalid_input',
    'reauthentication_required',
    'insufficient_permission',
    'conflict',
  ],
})

const renamePasskey = defineOperation({
  ...own,
  operationId: 'renamePasskey',
  method: 'PATCH',
  path: '/v1/account/passkeys/{passkeyId}',
  tag,
  summary: 'Rename a passkey',
  description: 'Changes what its holder calls it.',
  params: z.strictObject({ passkeyId }),
  body: z.strictObject({ name: passkeyName }),
  bodyExample: { name: 'Old laptop' },
  success: { status: 200, description: 'The passkey after the change.', schema: passkey },
  problems: ['not_found', 'insufficient_permission', 'precondition_failed'],
  conditional: 'write',
})

const removePasskey = defineOperation({
  ...own,
  operationId: 'removePasskey',
  method: 'DELETE',
  path: '/v1/account/passkeys/{passkeyId}',
  tag,
  summary: 'Remove a passkey',
  description:
    'It signs in no more. The person is signed out everywhere else, and the session gets a new cookie.',
  params: z.strictObject({ passkeyId }),
  body: null,
  success: { status: 204, description: 'Removed.', schema: null },
  problems: ['not_found', 'reauthentication_required', 'insufficient_permission', 'precondition_failed'],
  conditional: 'write',
})

const listExternalIdentities = defineOperation({
  ...own,
  operationId: 'listExternalIdentities',
  method: 'GET',
  path: '/v1/account/identities',
  tag,
  summary: 'List identity providers that vouch for you',
  description: 'Newest first, all on one page.',
  params: null,
  body: null,
  success: { status: 200, description: 'Every one.', schema: pageOf(externalIdentity) },
  problems: ['insufficient_permission'],
})

const linkExternalIdentity = defineOperation({
  ...own,
  operationId: 'linkExternalIdentity',
  method: 'POST',
  path: '/v1/account/identities',
  tag,
  summary: 'Let an identity provider vouch for you',
  description:
    'Where to send the browser, so that a member can also come through the identity provider of the organization. The ' +
    'answer sets a cookie that ties what comes back to this browser.',
  repeatable: true,
  params: null,
  body: z.strictObject({ organizationId, returnTo }),
  bodyExample: { organizationId: 'org_01jd8q4z6xk2v9m3t7r5w1c0ha' },
  success: { status: 200, description: 'The address of the provider.', schema: sentThere },
  problems: ['not_found', 'reauthentication_required', 'insufficient_permission', 'sso_refused', 'sealed'],
})

const unlinkExternalIdentity = defineOperation({
  ...own,
  operationId: 'unlinkExternalIdentity',
  method: 'DELETE',
  path: '/v1/account/identities/{identityId}',
  tag,
  summary: 'Let an identity provider vouch for you no more',
  description: 'Ends the sessions that the person began there.',
  params: z.strictObject({ identityId }),
  body: null,
  success: { status: 204, description: 'Removed.', schema: null },
  problems: ['not_found', 'reauthentication_required', 'insufficient_permission'],
})

export const passkeyOperations = [
  listPasskeys,
  beginPasskey,
  addPasskey,
  renamePasskey,
  removePasskey,
  listExternalIdentities,
  linkExternalIdentity,
  unlinkExternalIdentity,
] as const
