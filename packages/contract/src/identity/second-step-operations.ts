import { z } from 'zod'
import { organizationId } from '../fields/identifier.ts'
import { defineOperation } from '../operations/operation.ts'
import { usedPasskeyExample } from './examples.ts'
import { passkeyOptions, recoveryCode, returnTo, sentThere, totpCode, usedPasskey } from './second-factor.ts'
import { signIn } from './session.ts'

const tag = 'Sign-in'
const anybody = { scope: null, credential: 'none', repeatable: true, params: null, query: null } as const

const answerSecondFactor = defineOperation({
  ...anybody,
  operationId: 'answerSecondFactor',
  method: 'POST',
  path: '/v1/session/second-factor',
  tag,
  summary: 'Sign in: second step',
  description:
    'Ends a sign-in that asked for a second factor, with a code of the authenticator app or with a recovery code. A code ' +
    'is good once; five answers are looked at, then the sign-in begins again.',
  body: z.strictObject({
    token: z.string().min(1).max(128).meta({ description: '`pending.token` of the first step.' }),
    code: totpCode.optional(),
    recoveryCode: recoveryCode.optional(),
  }),
  bodyExample: { token: 'qUyrRcVUZs3vOYEPYtbVxIUFzVbB2zhFxYJvfm7CYlA', code: '287082' },
  success: { status: 200, description: 'Signed in.', schema: signIn },
  problems: ['invalid_second_factor', 'challenge_expired', 'invalid_input', 'sealed'],
})

const beginPasskeySignIn = defineOperation({
  ...anybody,
  operationId: 'beginPasskeySignIn',
  method: 'POST',
  path: '/v1/session/passkey/options',
  tag,
  summary: 'Ask for a passkey',
  description:
    'What `navigator.credentials.get` takes: any passkey for this installation, under a challenge that is good once, for ' +
    'ten minutes.',
  body: null,
  success: { status: 200, description: 'The options.', schema: passkeyOptions },
  problems: ['conflict'],
})

const signInWithPasskey = defineOperation({
  ...anybody,
  operationId: 'signInWithPasskey',
  method: 'POST',
  path: '/v1/session/passkey',
  tag,
  summary: 'Sign in with a passkey',
  description:
    'Signs in whoever holds the passkey; no second step follows, as it is two factors by itself. One whose counter goes ' +
    'backwards has a copy, and signs in no more.',
  body: z.strictObject({ response: usedPasskey }),
  bodyExample: { response: usedPasskeyExample },
  success: { status: 200, description: 'Signed in.', schema: signIn },
  problems: ['invalid_credentials', 'challenge_expired', 'conflict'],
})

const proveSessionWithPasskey = defineOperation({
  operationId: 'proveSessionWithPasskey',
  method: 'POST',
  path: '/v1/session/reauthentication/passkey',
  tag,
  summary: 'Prove who you are again, with a passkey',
  description: 'The same as with the password. Ask for the options as for a sign-in.',
  scope: null,
  credential: 'session',
  repeatable: true,
  params: null,
  query: null,
  body: z.strictObject({ response: usedPasskey }),
  bodyExample: { response: usedPasskeyExample },
  success: { status: 204, description: 'Proven.', schema: null },
  problems: ['invalid_credentials', 'challenge_expired', 'conflict'],
})

const beginSingleSignOn = defineOperation({
  ...anybody,
  operationId: 'beginSingleSignOn',
  method: 'POST',
  path: '/v1/session/single-sign-on',
  tag,
  summary: 'Sign in through an identity provider',
  description:
    'Where to send the browser, to sign in to an organization through its identity provider. The answer sets a cookie ' +
    'that ties what comes back to this browser. Such a session is good in that organization alone.',
  body: z.strictObject({ organizationId, returnTo }),
  bodyExample: { organizationId: 'org_01jd8q4z6xk2v9m3t7r5w1c0ha', returnTo: '/keys' },
  success: { status: 200, description: 'The address of the provider.', schema: sentThere },
  problems: ['not_found', 'sso_refused', 'sealed'],
})

export const secondStepOperations = [
  answerSecondFactor,
  beginPasskeySignIn,
  signInWithPasskey,
  proveSessionWithPasskey,
  beginSingleSignOn,
] as const
