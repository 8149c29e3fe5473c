import { z } from 'zod'
import { organizationId } from '../fields/identifier.ts'
import { pageOf } from '../fields/page.ts'
import { email } from '../members/member.ts'
import { defineOperation } from '../operations/operation.ts'
import { password, sessionId } from './person.ts'
import { recoveryCode, totpCode } from './second-factor.ts'
import { openSession, session, signIn } from './session.ts'

const tag = 'Sign-in'

const startSession = defineOperation({
  operationId: 'startSession',
  method: 'POST',
  path: '/v1/session',
  tag,
  summary: 'Sign in with a password',
  description:
    'Signs a person in; the answer sets a cookie. A wrong password and an address that nobody has are answered alike, ' +
    'and attempts are limited.',
  scope: null,
  credential: 'none',
  repeatable: true,
  params: null,
  query: null,
  body: z.strictObject({ email, password }),
  bodyExample: { email: 'ada@example.com', password: 'seven tall herons wade' },
  success: { status: 200, description: 'Signed in, or asked for a second factor.', schema: signIn },
  problems: ['invalid_credentials', 'overloaded'],
})

const getSession = defineOperation({
  operationId: 'getSession',
  method: 'GET',
  path: '/v1/session',
  tag,
  summary: 'Get the session',
  description: 'Who is signed in, and what they may do.',
  scope: null,
  credential: 'session',
  actsInOrganization: true,
  params: null,
  query: null,
  body: null,
  success: { status: 200, description: 'The session that asks.', schema: session },
  problems: [],
})

const endSession = defineOperation({
  operationId: 'endSession',
  method: 'DELETE',
  path: '/v1/session',
  tag,
  summary: 'Sign out',
  description: 'Ends the session that asks. Nothing accepts its cookie any more.',
  scope: null,
  credential: 'session',
  params: null,
  query: null,
  body: null,
  success: { status: 204, description: 'Signed out.', schema: null },
  problems: [],
})

const useSignInLink = defineOperation({
  operationId: 'useSignInLink',
  method: 'POST',
  path: '/v1/session/link',
  tag,
  summary: 'Sign in with a link',
  description:
    'Signs in whoever a link was made for: by an owner for a new operator, or in the terminal of the server. It works ' +
    'once, for a day.',
  scope: null,
  credential: 'none',
  repeatable: true,
  params: null,
  query: null,
  body: z.strictObject({ token: z.string().min(1).max(128).meta({ description: 'From the link.' }) }),
  bodyExample: { token: 'qUyrRcVUZs3vOYEPYtbVxIUFzVbB2zhFxYJvfm7CYlA' },
  success: { status: 200, description: 'Signed in, or asked for a second factor.', schema: signIn },
  problems: ['invalid_credentials'],
})

const proveSession = defineOperation({
  operationId: 'proveSession',
  method: 'POST',
  path: '/v1/session/reauthentication',
  tag,
  summary: 'Prove who you are again',
  description:
    'Whoever has just shown their password may do for five minutes what is sensitive: change the password, second ' +
    'factors and permissions of others. Who signs in with a second factor shows that, too: 403 ' +
    '`second_factor_required` asks for it once the password was right. The session gets a new cookie.',
  scope: null,
  credential: 'session',
  repeatable: true,
  params: null,
  query: null,
  body: z.strictObject({
    password,
    code: totpCode.optional(),
    recoveryCode: recoveryCode.optional(),
  }),
  bodyExample: { password: 'seven tall herons wade', code: '287082' },
  success: { status: 204, description: 'Proven.', schema: null },
  problems: [
    'invalid_credentials',
    'second_factor_required',
    'invalid_second_factor',
    'invalid_input',
    'sealed',
    'overloaded',
  ],
})

const switchSession = defineOperation({
  operationId: 'switchSession',
  method: 'PATCH',
  path: '/v1/session',
  tag,
  summary: 'Switch organizations',
  description:
    'Makes the session act in another organization that the person is a member of; operators go to any, and with ' +
    '`null` back to all of them. The session gets a new cookie.',
  scope: null,
  credential: 'session',
  params: null,
  query: null,
  body: z.strictObject({ organizationId: organizationId.nullable() }),
  bodyExample: { organizationId: 'org_01jd8q4z6xk2v9m3t7r5w1c0ha' },
  success: { status: 204, description: 'Switched.', schema: null },
  problems: ['not_found'],
})

const listSessions = defineOperation({
  operationId: 'listSessions',
  method: 'GET',
  path: '/v1/sessions',
  tag,
  summary: 'List sessions',
  description: 'Where the person is signed in, the newest first, all on one page.',
  scope: null,
  credential: 'session',
  params: null,
  query: null,
  body: null,
  success: { status: 200, description: 'Every session.', schema: pageOf(openSession) },
  problems: [],
})

const endOtherSessions = defineOperation({
  operationId: 'endOtherSessions',
  method: 'DELETE',
  path: '/v1/sessions',
  tag,
  summary: 'Sign out everywhere else',
  description: 'Ends every session of the person but the one that asks.',
  scope: null,
  credential: 'session',
  params: null,
  query: null,
  body: null,
  success: {
    status: 200,
    description: 'How many ended.',
    schema: z.object({ ended: z.int().meta({ description: 'Sessions that ended.' }) }),
  },
  problems: [],
})

const endOneSession = defineOperation({
  operationId: 'endOneSession',
  method: 'DELETE',
  path: '/v1/sessions/{sessionId}',
  tag,
  summary: 'Sign out somewhere else',
  description: 'Ends one session of the person. Nothing accepts its cookie any more.',
  scope: null,
  credential: 'session',
  params: z.strictObject({ sessionId }),
  query: null,
  body: null,
  success: { status: 204, description: 'Signed out.', schema: null },
  problems: ['not_found'],
})

export const sessionOperations = [
  startSession,
  useSignInLink,
  getSession,
  switchSession,
  endSession,
  proveSession,
  listSessions,
  endOtherSessions,
  endOneSession,
] as const
