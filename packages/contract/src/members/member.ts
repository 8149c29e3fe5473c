import { memberPermissions } from '@keyturn/core'
import { z } from 'zod'
import { actor } from '../fields/actor.ts'
import { identifier, organizationId } from '../fields/identifier.ts'
import { instant } from '../fields/instant.ts'
import { holdsToken, noToken, singleLine } from '../fields/text.ts'
import { unreadable } from '../fields/unreadable.ts'

export const memberId = identifier('mem', 'member')
export const invitationId = identifier('inv', 'invitation')

export const email = z
  .email({ error: 'must be an e-mail address' })
  .max(254)
  .refine(text => !holdsToken(text), noToken)
  .meta({ description: 'E-mail address; kept in lower case.', examples: ['ada@example.com'] })

const permissions = z
  .array(z.enum(memberPermissions))
  .max(memberPermissions.length)
  .optional()
  .meta({ description: 'What the person may do; `administer` is all of it. Absent or `[]`: nothing.' })

const name = singleLine(200).nullable().optional().meta({ description: 'Name of the person.' })

export const createMemberBody = z.strictObject({ email, name, permissions })
export const updateMemberBody = z.strictObject({ name, permissions })
export const createInvitationBody = z.strictObject({ email, permissions })

/** A member as the wire shows it. */
export const member = z
  .object({
    id: memberId,
    organizationId,
    userId: identifier('usr', 'person')
      .nullable()
      .meta({ description: 'Who it is; null for somebody who was written down and has not joined.' }),
    email: z.string(),
    name: z.string().nullable(),
    permissions: z.array(z.enum(memberPermissions)),
    createdAt: instant,
    updatedAt: instant,
    unreadable,
  })
  .meta({ id: 'Member', description: 'A person of an organization.' })

/** An invitation as the wire shows it. */
export const invitation = z
  .object({
    id: invitationId,
    organizationId,
    email: z.string(),
    permissions: z.array(z.enum(memberPermissions)),
    status: z.enum(['pending', 'expired']),
    expiresAt: instant.meta({ description: 'Seven days after it was made.' }),
    invitedBy: actor,
    createdAt: instant,
    unreadable,
  })
  .meta({ id: 'Invitation', description: 'Somebody who may become a member.' })
