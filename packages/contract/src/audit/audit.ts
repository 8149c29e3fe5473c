import { z } from 'zod'
import { actor } from '../fields/actor.ts'
import { identifier, organizationId } from '../fields/identifier.ts'
import { instant } from '../fields/instant.ts'

/** One change as the audit log keeps it. */
export const auditEvent = z
  .object({
    id: identifier('aud', 'audit event'),
    chainId: z.string().meta({ description: 'The hash chain: an organization, or `installation`.' }),
    sequence: z.int().meta({ description: 'Place in the chain, from 1.' }),
    at: instant,
    action: z.string().meta({ description: 'What was done.', examples: ['key.revoked'] }),
    organizationId: organizationId.nullable(),
    target: z
      .object({ type: z.string(), id: z.string(), name: z.string() })
      .meta({ description: 'What it was done to.' }),
    actor: actor
      .extend({
        name: z
          .string()
          .nullable()
          .meta({ description: 'Its name at that time; of people without one their address.' }),
        email: z.string().nullable().meta({
          description:
            'Address of a person at that time, as the organization knew them. Null for keys and the system, and of the vendor’s staff for who reaches one organization only.',
        }),
      })
      .meta({ description: 'Who did it.' }),
    requestId: z.string().nullable(),
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
    details: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'Before and after; null once they were erased.' }),
    hash: z.string().meta({ description: 'SHA-256 in lower-case hex, over this event and the one before.' }),
  })
  .meta({ id: 'AuditEvent', description: 'One change, a link of a hash chain.' })

const chainHead = z.object({ chainId: z.string(), sequence: z.int(), hash: z.string() })

export const auditVerification = z
  .object({
    valid: z.boolean(),
    events: z.int().optional().meta({ description: 'How many events were checked.' }),
    erased: z
      .int()
      .optional()
      .meta({ description: 'Of how many of them the details were erased, as a later event says.' }),
    head: z
      .string()
      .optional()
      .meta({ description: 'Hash of the last event; kept elsewhere it shows a cut tail.' }),
    chains: z.array(chainHead).optional().meta({ description: 'Every chain that was checked.' }),
    firstBroken: z
      .object({ chainId: z.string(), sequence: z.int(), reason: z.string() })
      .optional()
      .meta({ description: 'The first event that does not fit.' }),
  })
  .meta({ description: '`events` and `head` when valid, else `firstBroken`.' })
