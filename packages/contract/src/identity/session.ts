import { memberPermissions } from '@keyturn/core'
import { z } from 'zod'
import { organizationId } from '../fields/identifier.ts'
import { instant } from '../fields/instant.ts'
import { membership, operatorRole, sessionId, sessionMethod, user } from './person.ts'

/** Where a person is signed in, and what they may do there. */
export const session = z
  .object({
    id: sessionId,
    method: sessionMethod,
    user,
    operator: operatorRole
      .nullable()
      .meta({ description: 'What they are among the staff of the vendor; null: a member of customers.' }),
    organizationId: organizationId
      .nullable()
      .meta({ description: 'The organization that it is switched to; null: none, and for operators all.' }),
    permissions: z
      .array(z.enum(memberPermissions))
      .nullable()
      .meta({ description: 'What they may do as a member there; null where they are none.' }),
    lacks: z
      .enum(['second_factor', 'single_sign_on'])
      .nullable()
      .meta({ description: 'What the organization asks for before anything can be done there.' }),
    scopes: z.array(z.string()).meta({ description: 'The same in the words of the API.' }),
    memberships: z.array(membership).meta({ description: 'Where they can switch to.' }),
    authenticatedAt: instant.meta({ description: 'When they last proved who they are.' }),
    secondFactorAt: instant.nullable().meta({ description: 'When they last did so with a second factor.' }),
  })
  .meta({ id: 'Session', description: 'The session that asks.' })

/** How far a sign-in has come. */
export const signIn = z
  .object({
    status: z.enum(['signed_in', 'second_factor_required']),
    pending: z
      .object({
        token: z.string().meta({ description: 'To be sent with the second factor.' }),
        methods: z.array(z.enum(['totp', 'recovery_code', 'passkey'])),
        expiresAt: instant,
      })
      .nullable()
      .meta({ description: 'What the second step needs; null once signed in.' }),
  })
  .meta({ id: 'SignIn', description: 'Signed in, or asked for more.' })

/** One of the places where a person is signed in. */
export const openSession = z
  .object({
    id: sessionId,
    current: z.boolean().meta({ description: 'Whether it is the one that asks.' }),
    method: sessionMethod,
    organizationId: organizationId.nullable(),
    ip: z.string().nullable().meta({ description: 'Where it was last used from.' }),
    userAgent: z.string().nullable().meta({ description: 'What it was last used with.' }),
    createdAt: instant,
    lastSeenAt: instant.meta({ description: 'When it was last used, to the minute.' }),
    expiresAt: instant.meta({ description: 'When it ends if it is not used again.' }),
  })
  .meta({ id: 'OpenSession', description: 'Where a person is signed in.' })
