import { z } from 'zod'
import { paragraph } from '../fields/text.ts'
import { key, retiringSecret, token } from './key.ts'

const maxOverlapSeconds = 30 * 24 * 60 * 60

export const revokeKeyBody = z.strictObject({
  reason: paragraph(500).nullable().optional().meta({ description: 'Why; it goes into the audit log.' }),
})

export const rotateKeyBody = z.strictObject({
  overlapSeconds: z
    .int()
    .min(0)
    .max(maxOverlapSeconds)
    .optional()
    .meta({ description: 'How long the old secret stays valid, in seconds; default 0, at most 30 days.' }),
})

export const createdKey = z.object({ key, secret: token })
export const rotatedKey = z.object({ key, secret: token, retiring: retiringSecret.nullable() })
export const revealedKey = z.object({ secret: token })
export const revokedKey = z.object({
  key,
  effective: z.object({
    everywhere: z.boolean().meta({ description: 'True once no node can accept the key any more.' }),
  }),
})
