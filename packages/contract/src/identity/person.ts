import { memberPermissions } from '@keyturn/core'
import { z } from 'zod'
import { identifier, organizationId } from '../fields/identifier.ts'
import { instant } from '../fields/instant.ts'
import { singleLine } from '../fields/text.ts'

export const userId = identifier('usr', 'person')
export const sessionId = identifier('ses', 'session')

export const personName = singleLine(200).meta({
  description: 'Name of the person.',
  examples: ['Ada Lovelace'],
})

/** Whether a new one will do is decided by rules that name what is wrong; here it is only text. */
export const password = z
  .string()
  .min(1)
  .max(256)
  .meta({ description: 'A password.', examples: ['seven tall herons wade'] })

export const operatorRole = z.enum(['owner', 'operator'])

/** A person as the wire shows them to themselves. */
export const user = z
  .object({
    id: userId,
    email: z.string(),
    name: z.string().nullable(),
    emailVerifiedAt: instant
      .nullable()
      .meta({ description: 'When the address was proven to be theirs; null: it was not.' }),
    keyNotices: z.boolean().meta({ description: 'Whether they get mail about keys.' }),
    timezone: z.string().nullable().meta({
      description: 'IANA timezone in which they are told instants; null: that of the organization.',
    }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'User', description: 'A person.' })

/** An organization that somebody can switch to. */
export const membership = z
  .object({
    organizationId,
    organizationName: z.string(),
    suspended: z.boolean(),
    singleSignOn: z
      .boolean()
      .meta({ description: 'Whether it has an identity provider, which can be linked to the account.' }),
    permissions: z.array(z.enum(memberPermissions)),
  })
  .meta({ id: 'Membership', description: 'An organization that a person is a member of.' })

export const sessionMethod = z
  .enum(['password', 'passkey', 'sso', 'link'])
  .meta({ description: 'How it began.' })
