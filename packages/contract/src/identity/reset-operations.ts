import { z } from 'zod'
import { email } from '../members/member.ts'
import { defineOperation } from '../operations/operation.ts'
import { linkToken, linkTokenExample } from './link-token.ts'
import { password } from './person.ts'

const tag = 'Sign-in'

const requestPasswordReset = defineOperation({
  operationId: 'requestPasswordReset',
  method: 'POST',
  path: '/v1/password-resets',
  tag,
  summary: 'Ask for a new password',
  description:
    'Sends a link to whoever has an account with this address. Everybody is answered alike, whether there is one or ' +
    'not. 409 `conflict` where the installation sends no mail.',
  scope: null,
  credential: 'none',
  repeatable: true,
  params: null,
  query: null,
  body: z.strictObject({ email }),
  bodyExample: { email: 'ada@example.com' },
  success: { status: 204, description: 'If there is an account, its holder gets mail.', schema: null },
  problems: ['conflict'],
})

const resetPassword = defineOperation({
  operationId: 'resetPassword',
  method: 'POST',
  path: '/v1/password-resets/complete',
  tag,
  summary: 'Choose a new password',
  description:
    'Sets the password of whoever got the link. It works once, for 30 minutes from its sending, and signs the person out ' +
    'everywhere. Second factors stay. Short and well-known passwords are refused, and the link stays good then.',
  scope: null,
  credential: 'none',
  repeatable: true,
  params: null,
  query: null,
  body: z.strictObject({ token: linkToken, password }),
  bodyExample: { token: linkTokenExample, password: 'nine slow otters float' },
  success: { status: 204, description: 'Changed. Sign in with it.', schema: null },
  problems: ['not_found', 'overloaded'],
})

export const resetOperations = [requestPasswordReset, resetPassword] as const
