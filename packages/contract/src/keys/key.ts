import { z } from 'zod'
import { environmentName } from '../apis/api.ts'
import { actor } from '../fields/actor.ts'
import { endpointPattern } from '../fields/endpoint.ts'
import { apiId, keyId, organizationId } from '../fields/identifier.ts'
import { expiry, instant } from '../fields/instant.ts'
import { metadata } from '../fields/metadata.ts'
import { credits, creditsView, rateLimits } from '../fields/quota.ts'
import { scopeWords } from '../fields/scope.ts'
import { externalIdentifier, paragraph, singleLine } from '../fields/text.ts'

export const keyTypes = ['production', 'development', 'elevated'] as const
export const keyStatuses = ['revoked', 'disabled', 'expired', 'rotating', 'active'] as const

const network = z
  .string()
  .min(2)
  .max(64)
  .regex(/^[0-9a-fA-F:.]+(?:\/\d{1,3})?$/, { error: 'must be an IP address or a network in CIDR notation' })
  .meta({ description: 'Address or CIDR network.', examples: ['203.0.113.0/24'] })

const name = singleLine(200).meta({
  description: 'What people call it; say what it is for.',
  examples: ['Production CRM sync'],
})

/** Settings that can be changed later. */
const changeable = {
  scopes: scopeWords.optional().meta({ description: 'What the key may do; absent or `[]` grants nothing.' }),
  type: z
    .enum(keyTypes)
    .optional()
    .meta({ description: 'Default: development in test, elevated with a sensitive scope, else production.' }),
  expiresAt: expiry.nullable().optional(),
  rotateEveryDays: z
    .int()
    .min(1)
    .max(3650)
    .nullable()
    .optional()
    .meta({ description: "Days between rotations; null or absent: the API's rule for the type." }),
  purpose: paragraph(1000).nullable().optional().meta({ description: 'Why the key exists.' }),
  usedBy: singleLine(200).nullable().optional().meta({ description: 'The system or service that uses it.' }),
  allowedIps: z
    .array(network)
    .min(1)
    .max(200)
    .nullable()
    .optional()
    .meta({ description: 'Where it may be used from; null is anywhere.' }),
  allowedEndpoints: z
    .array(endpointPattern)
    .min(1)
    .max(200)
    .nullable()
    .optional()
    .meta({ description: 'What it may call; null is everything its scopes allow.' }),
  rateLimits: rateLimits.nullable().optional(),
  credits: credits.nullable().optional().meta({ description: 'Null or absent: not counted.' }),
  metadata: metadata.optional(),
}

export const reach = z
  .strictObject({ organizationId: organizationId.nullable(), apiId: apiId.nullable() })
  .meta({
    description:
      'For keys of the built-in API `keyturn`: what they may manage. Absent: all that their maker may.',
  })

const settings = {
  ...changeable,
  apiId,
  organizationId: organizationId.optional().meta({
    description: 'Whose key it is; may be left out when the credential is confined to one organization.',
  }),
  name,
  environment: environmentName.optional().meta({ description: "Environment; default: the API's first." }),
  externalId: externalIdentifier().nullable().optional(),
}

export const createKeyBody = z.strictObject({ ...settings, reach: reach.optional() })

/** A key whose token exists already; it is known by its digest only. */
export const importedKeySettings = z.strictObject({
  ...settings,
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, { error: 'must be 64 lower-case hexadecimal digits' })
    .meta({ description: 'SHA-256 of the token (16 to 512 printable ASCII characters), as lower-case hex.' }),
})

export const updateKeyBody = z.strictObject({
  ...changeable,
  name: name.optional(),
  enabled: z.boolean().optional().meta({ description: 'False switches the key off until it is true again.' }),
})

/** The old secret of a key that was rotated. */
export const retiringSecret = z
  .object({
    start: z.string().meta({ description: 'First characters of the old token.', examples: ['ee_live_abc'] }),
    endsAt: instant,
  })
  .meta({ description: 'The secret that ends.' })

/** A key as the wire shows it; never with a secret. */
export const key = z
  .object({
    id: keyId,
    apiId,
    organizationId,
    name: z.string(),
    start: z.string().meta({ description: 'First characters of the token.', examples: ['ee_live_abc'] }),
    environment: z.string(),
    type: z.enum(keyTypes),
    status: z.enum(keyStatuses).meta({ description: 'The first that applies, in this order.' }),
    enabled: z.boolean(),
    scopes: z.array(z.string()),
    purpose: z.string().nullable(),
    usedBy: z.string().nullable(),
    expiresAt: instant.nullable(),
    rotateEveryDays: z.int().nullable(),
    rotateBy: instant.nullable().meta({ description: 'When the next rotation is due.' }),
    allowedIps: z.array(z.string()).nullable(),
    allowedEndpoints: z.array(z.object({ method: z.string(), path: z.string() })).nullable(),
    rateLimits: z.array(z.object({ name: z.string(), limit: z.int(), windowSeconds: z.int() })),
    credits: creditsView.nullable().meta({ description: 'Balance and refill; null: not counted.' }),
    metadata: z.record(z.string(), z.unknown()),
    externalId: z.string().nullable(),
    createdAt: instant,
    createdBy: actor,
    makerLeft: z
      .boolean()
      .meta({ description: 'Whether a person made it who is not in the organization any more.' }),
    lastUsedAt: instant.nullable(),
    revokedAt: instant.nullable(),
    revokeReason: z.string().nullable(),
    retiring: retiringSecret.nullable(),
    reach: reach.optional(),
  })
  .meta({ id: 'Key', description: 'A key: a stable id with a policy and one or two active secrets.' })

/** The full token: shown in this answer and never again. */
export const token = z
  .string()
  .nullable()
  .meta({
    description: 'The full token, this once. Null in a replayed answer.',
    examples: ['ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH'],
  })
