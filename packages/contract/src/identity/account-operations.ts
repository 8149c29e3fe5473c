import { z } from 'zod'
import { timezone } from '../fields/instant.ts'
import { defineOperation } from '../operations/operation.ts'
import { password, personName, user } from './person.ts'

const tag = 'Sign-in'

const updateAccount = defineOperation({
  operationId: 'updateAccount',
  method: 'PATCH',
  path: '/v1/account',
  tag,
  summary: 'Change the account',
  description: 'Changes what the person is called, whether they get mail about keys, and their timezone.',
  scope: null,
  credential: 'session',
  params: null,
  query: null,
  body: z.strictObject({
    name: personName.nullable().optional(),
    keyNotices: z.boolean().optional().meta({ description: 'Whether to get mail about keys.' }),
    timezone: timezone.nullable().optional().meta({
      description: 'IANA timezone in which to be told instants; null: that of the organization.',
    }),
  }),
  bodyExample: { name: 'Ada King', timezone: 'Europe/London' },
  success: { status: 200, description: 'The person after the change.', schema: user },
  problems: [],
})

const changePassword = defineOperation({
  operationId: 'changePassword',
  method: 'PUT',
  path: '/v1/account/password',
  tag,
  summary: 'Change the password',
  description:
    'Sets the password of the person, who has proven in the last five minutes who they are. It signs them out ' +
    'everywhere else, and the session gets a new cookie. Short and well-known passwords are refused.',
  scope: null,
  credential: 'session',
  params: null,
  query: null,
  body: z.strictObject({ password }),
  bodyExample: { password: 'nine slow otters float' },
  success: { status: 204, description: 'Changed.', schema: null },
  problems: ['reauthentication_required', 'overloaded'],
})

export const accountOperations = [updateAccount, changePassword] as const
