import { memberPermissions } from '@keyturn/core'
import { z } from 'zod'
import { actor } from '../fields/actor.ts'
import { apiId, identifier, keyId, organizationId } from '../fields/identifier.ts'
import { instant } from '../fields/instant.ts'
import { paragraph } from '../fields/text.ts'
import { memberId } from '../members/member.ts'

export const resetRequestId = identifier('rst', 'reset request')
export const accessRequestId = identifier('acr', 'access request')

/** Why, in words that somebody else is to understand. */
export const statedReason = paragraph(500)
  .regex(/\S/, { error: 'must say why' })
  .meta({ description: 'Why; whom it concerns is shown it.' })

export const requestFilter = z
  .enum(['open', 'closed'])
  .optional()
  .meta({ description: '`open`: still to be decided; `closed`: all others.' })

const parts = {
  reason: z.string().nullable().meta({ description: 'Why it is asked for.' }),
  status: z.enum(['open', 'approved', 'declined', 'withdrawn', 'expired', 'superseded']).meta({
    description: '`superseded`: what it asks for was done otherwise, or cannot be done any more.',
  }),
  requestedBy: actor,
  createdAt: instant,
  expiresAt: instant.meta({ description: 'Seven days after it was made.' }),
  decision: z
    .object({ by: actor, at: instant, reason: z.string().nullable() })
    .nullable()
    .meta({ description: 'Who approved or declined it; null otherwise.' }),
}

/** That a key is reset, as the wire shows it. */
export const resetRequest = z
  .object({
    id: resetRequestId,
    organizationId,
    apiId,
    keyId,
    keyName: z.string(),
    environment: z.string(),
    start: z.string().meta({ description: 'How the token begins that is to end.' }),
    ...parts,
  })
  .meta({ id: 'ResetRequest', description: 'Somebody asks that a key is reset.' })

/** That a member gets a permission, as the wire shows it. */
export const accessRequest = z
  .object({
    id: accessRequestId,
    organizationId,
    memberId,
    email: z.string(),
    name: z.string().nullable(),
    permission: z.enum(memberPermissions),
    ...parts,
  })
  .meta({ id: 'AccessRequest', description: 'A member asks for a permission.' })
