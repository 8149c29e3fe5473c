import { z } from 'zod'
import { email } from '../members/member.ts'
import { defineOperation } from '../operations/operation.ts'
import { password, personName } from './person.ts'
import { signIn } from './session.ts'

const tag = 'Sign-in'

const getSetup = defineOperation({
  operationId: 'getSetup',
  method: 'GET',
  path: '/v1/setup',
  tag,
  summary: 'Ask whether there is an owner',
  description: 'Answers while nobody operates this installation; afterwards there is nothing here.',
  scope: null,
  credential: 'none',
  params: null,
  query: null,
  body: null,
  success: {
    status: 200,
    description: 'The first owner can be made.',
    schema: z.object({
      tokenRequired: z
        .boolean()
        .meta({ description: 'Always: the token is in the link that the terminal shows.' }),
    }),
  },
  problems: ['not_found'],
})

const createOwner = defineOperation({
  operationId: 'createOwner',
  method: 'POST',
  path: '/v1/setup',
  tag,
  summary: 'Make the first owner',
  description:
    'Makes the first owner of this installation and signs them in. It takes the token of the link that ' +
    'the terminal shows. Of any number of calls one succeeds.',
  scope: null,
  credential: 'none',
  repeatable: true,
  params: null,
  query: null,
  body: z.strictObject({
    email,
    name: personName.nullable().optional(),
    password,
    token: z.string().min(1).max(128).meta({ description: 'From the link in the terminal.' }),
  }),
  bodyExample: {
    email: 'ada@example.com',
    name: 'Ada Lovelace',
    password: 'seven tall herons wade',
    token: 'qUyrRcVUZs3vOYEPYtbVxIUFzVbB2zhFxYJvfm7CYlA',
  },
  success: { status: 201, description: 'Signed in as the owner.', schema: signIn },
  problems: ['not_found', 'conflict', 'overloaded'],
})

export const setupOperations = [getSetup, createOwner] as const
