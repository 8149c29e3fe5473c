import { z } from 'zod'
import { lifetimeDays, rotationDays } from '../apis/api.ts'
import { organizationId } from '../fields/identifier.ts'
import { instant, timezone } from '../fields/instant.ts'
import { credits, creditsView, rateLimits } from '../fields/quota.ts'
import { scopeWords } from '../fields/scope.ts'
import { externalIdentifier, singleLine } from '../fields/text.ts'
import { unreadable } from '../fields/unreadable.ts'

const clockTime = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time of day such as 09:00' })

const businessHours = z
  .strictObject({
    days: z
      .array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']))
      .min(1)
      .max(7),
    from: clockTime,
    to: clockTime,
  })
  .meta({
    description: "When people work, in the organization's timezone; past midnight where `to` is earlier.",
    examples: [{ days: ['mon'], from: '09:00', to: '18:00' }],
  })

const keyPolicy = z
  .strictObject({
    rotation: rotationDays.optional(),
    maxLifetimeDays: lifetimeDays.optional(),
    requireExpiry: z.boolean().optional(),
    requirePurposeWithoutExpiry: z
      .boolean()
      .optional()
      .meta({ description: 'A key that never expires has to say why in its `purpose`.' }),
    requireAllowedIps: z.boolean().optional(),
    requireMfa: z.boolean().optional(),
  })
  .meta({
    description:
      "Rules for this organization's keys beside those of the API; the tighter one holds. They bind what is made " +
      'and changed from then on, and are replaced as a whole.',
  })

/** Settings that can be changed later: all of them. */
const settings = {
  name: singleLine(100).meta({ description: 'Name.', examples: ['Northwind'] }),
  externalId: externalIdentifier()
    .nullable()
    .optional()
    .meta({ description: "The vendor's own id of this customer; unique." }),
  scopeCeiling: scopeWords
    .min(1)
    .nullable()
    .optional()
    .meta({ description: 'No key of the organization can do more than this; null or absent: no ceiling.' }),
  timezone: timezone.optional(),
  businessHours: businessHours.nullable().optional(),
  suspended: z
    .boolean()
    .optional()
    .meta({ description: 'While true, no key of the organization is accepted.' }),
  keyPolicy: keyPolicy.optional(),
  rateLimits: rateLimits
    .nullable()
    .optional()
    .meta({ description: 'Shared by all keys of the organization, and charged with those of the key.' }),
  credits: credits.nullable().optional().meta({
    description:
      'A balance that all keys of the organization draw from, beside their own. Null or absent: none is shared.',
  }),
}

export const createOrganizationBody = z.strictObject(settings)
export const updateOrganizationBody = z.strictObject({ ...settings, name: settings.name.optional() })

/** An organization as the wire shows it. */
export const organization = z
  .object({
    id: organizationId,
    name: z.string(),
    externalId: z.string().nullable(),
    scopeCeiling: z.array(z.string()).nullable(),
    timezone: z.string(),
    businessHours: z.object({ days: z.array(z.string()), from: z.string(), to: z.string() }).nullable(),
    suspended: z.boolean(),
    keyPolicy: z.record(z.string(), z.unknown()),
    rateLimits: z.array(z.object({ name: z.string(), limit: z.int(), windowSeconds: z.int() })),
    credits: creditsView.nullable(),
    createdAt: instant,
    updatedAt: instant,
    unreadable,
  })
  .meta({ id: 'Organization', description: 'A customer company of the vendor.' })
