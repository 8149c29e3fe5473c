import { z } from 'zod'
import { instant } from '../fields/instant.ts'
import { pageOf } from '../fields/page.ts'
import { email } from '../members/member.ts'
import { defineOperation } from '../operations/operation.ts'
import { operatorRole, personName, userId } from './person.ts'

const tag = 'Operators'
const params = z.strictObject({ userId })

/** Somebody of the vendor's own staff as the wire shows them. */
const operator = z
  .object({
    userId,
    email: z.string(),
    name: z.string().nullable(),
    role: operatorRole.meta({ description: 'Owners can also change operators.' }),
    disabled: z.boolean().meta({ description: 'Whether they can sign in nowhere.' }),
    createdAt: instant,
  })
  .meta({ id: 'Operator', description: 'Somebody of the vendor’s own staff.' })

const createOperator = defineOperation({
  operationId: 'createOperator',
  method: 'POST',
  path: '/v1/operators',
  tag,
  summary: 'Add an operator',
  description:
    'Adds somebody to the staff of the vendor. The answer has a link, this once, with which they sign in the first ' +
    'time within a day and set a password. Owners only, within five minutes of proving who they are.',
  scope: null,
  credential: 'session',
  repeatable: true,
  params: null,
  query: null,
  body: z.strictObject({
    email,
    name: personName.nullable().optional(),
    role: operatorRole.optional().meta({ description: 'Absent: operator.' }),
  }),
  bodyExample: { email: 'grace@example.com', name: 'Grace Hopper' },
  success: {
    status: 201,
    description: 'The operator and the link.',
    schema: z.object({
      operator,
      signInUrl: z.string().meta({ description: 'Whoever opens it first is that operator.' }),
      expiresAt: instant,
    }),
  },
  problems: ['insufficient_permission', 'reauthentication_required', 'conflict'],
})

const listOperators = defineOperation({
  operationId: 'listOperators',
  method: 'GET',
  path: '/v1/operators',
  tag,
  summary: 'List operators',
  description: 'The staff of the vendor, the newest first, all on one page. Operators only.',
  scope: null,
  credential: 'session',
  params: null,
  query: null,
  body: null,
  success: { status: 200, description: 'Every operator.', schema: pageOf(operator) },
  problems: ['insufficient_permission'],
})

const updateOperator = defineOperation({
  operationId: 'updateOperator',
  method: 'PATCH',
  path: '/v1/operators/{userId}',
  tag,
  summary: 'Change an operator',
  description:
    'Makes an operator an owner or no longer one, disables and enables them; they are signed out everywhere. The last ' +
    'owner who can sign in stays one. Owners only, within five minutes of proving who they are.',
  scope: null,
  credential: 'session',
  params,
  query: null,
  body: z.strictObject({
    role: operatorRole.optional(),
    disabled: z.boolean().optional().meta({ description: 'Whether they can sign in nowhere.' }),
  }),
  bodyExample: { disabled: true },
  success: { status: 200, description: 'The operator after the change.', schema: operator },
  problems: ['not_found', 'insufficient_permission', 'reauthentication_required', 'last_owner'],
})

const deleteOperator = defineOperation({
  operationId: 'deleteOperator',
  method: 'DELETE',
  path: '/v1/operators/{userId}',
  tag,
  summary: 'Remove an operator',
  description:
    'Takes somebody off the staff of the vendor and signs them out everywhere. The last owner who can sign in stays. ' +
    'Owners only, within five minutes of proving who they are.',
  scope: null,
  credential: 'session',
  params,
  query: null,
  body: null,
  success: { status: 204, description: 'Removed.', schema: null },
  problems: ['not_found', 'insufficient_permission', 'reauthentication_required', 'last_owner'],
})

export const operatorOperations = [createOperator, listOperators, updateOperator, deleteOperator] as const
