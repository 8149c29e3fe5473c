import { z } from 'zod'
import { defineOperation } from '../operations/operation.ts'
import { recoveryCodes, secondFactors, totpCode } from './second-factor.ts'

const tag = 'Account'
const own = { scope: null, credential: 'session', params: null, query: null } as const

const listSecondFactors = defineOperation({
  ...own,
  operationId: 'listSecondFactors',
  method: 'GET',
  path: '/v1/account/second-factors',
  tag,
  summary: 'Get second factors',
  description: 'What the person signs in with besides a password, and how many recovery codes are left.',
  body: null,
  success: { status: 200, description: 'The second factors.', schema: secondFactors },
  problems: [],
})

const enrolTotp = defineOperation({
  ...own,
  operationId: 'enrolTotp',
  method: 'POST',
  path: '/v1/account/totp',
  tag,
  summary: 'Set up an authenticator app',
  description:
    'A new secret (RFC 6238), shown this once. It is asked for at sign-ins once a code has confirmed it; until then it ' +
    'can be set up anew.',
  repeatable: true,
  body: null,
  success: {
    status: 200,
    description: 'The secret.',
    schema: z.object({
      secret: z.string().meta({ description: 'In base32, for typing in.' }),
      uri: z.string().meta({ description: 'The same as `otpauth://…`, for a QR code.' }),
    }),
  },
  problems: ['reauthentication_required', 'insufficient_permission', 'conflict', 'sealed'],
})

const confirmTotp = defineOperation({
  ...own,
  operationId: 'confirmTotp',
  method: 'POST',
  path: '/v1/account/totp/confirmation',
  tag,
  summary: 'Confirm an authenticator app',
  description:
    'A code shows that the app has the secret. From now on it is asked for at each sign-in. The person is signed out ' +
    'everywhere else, and the session gets a new cookie.',
  repeatable: true,
  body: z.strictObject({ code: totpCode }),
  bodyExample: { code: '287082' },
  success: {
    status: 200,
    description: 'Confirmed.',
    schema: z.object({
      recoveryCodes: recoveryCodes.nullable().meta({
        description: 'With the first factor; shown this once. `null`: the person has some already.',
      }),
    }),
  },
  problems: [
    'invalid_second_factor',
    'challenge_expired',
    'reauthentication_required',
    'insufficient_permission',
    'sealed',
  ],
})

const removeTotp = defineOperation({
  ...own,
  operationId: 'removeTotp',
  method: 'DELETE',
  path: '/v1/account/totp',
  tag,
  summary: 'Remove the authenticator app',
  description:
    'It is asked for no more. With the last factor the recovery codes go. The person is signed out everywhere else, and ' +
    'the session gets a new cookie.',
  body: null,
  success: { status: 204, description: 'Removed.', schema: null },
  problems: ['not_found', 'reauthentication_required', 'insufficient_permission'],
})

const replaceRecoveryCodes = defineOperation({
  ...own,
  operationId: 'replaceRecoveryCodes',
  method: 'POST',
  path: '/v1/account/recovery-codes',
  tag,
  summary: 'Make new recovery codes',
  description: 'Ten new codes, shown this once; all earlier ones are good for nothing.',
  repeatable: true,
  body: null,
  success: { status: 200, description: 'The codes.', schema: z.object({ recoveryCodes }) },
  problems: ['reauthentication_required', 'insufficient_permission', 'conflict'],
})

export const secondFactorOperations = [
  listSecondFactors,
  enrolTotp,
  confirmTotp,
  removeTotp,
  replaceRecoveryCodes,
] as const
