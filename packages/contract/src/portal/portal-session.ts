import { portalPermissions } from '@keyturn/core'
import { z } from 'zod'
import { apiId, identifier, organizationId } from '../fields/identifier.ts'
import { instant } from '../fields/instant.ts'
import { externalIdentifier, singleLine } from '../fields/text.ts'
import { webAddress } from '../fields/web-address.ts'

const scheme = z.enum(['light', 'dark', 'auto'])

const actor = z.strictObject({
  id: externalIdentifier().meta({
    description: 'Who it is in your product. It stays in the audit log for good: an id, not an address.',
    examples: ['user_1042'],
  }),
  name: singleLine(200).meta({ description: 'What the person is called.', examples: ['Grace Hopper'] }),
})

const theme = z
  .strictObject({
    scheme: scheme.optional().meta({ description: 'Default `auto`: as dark as the system of who looks.' }),
    accent: z
      .string()
      .regex(/^#[0-9a-f]{6}$/i, { error: 'must be a colour such as #2b5fd9' })
      .nullable()
      .optional()
      .meta({
        description:
          'Colour of buttons and links, made lighter or darker where text would be hard to read. Default: that of Keyturn.',
        examples: ['#2b5fd9'],
      }),
  })
  .meta({ description: 'How the page looks.' })

export const createPortalSessionBody = z.strictObject({
  organizationId,
  apiId,
  actor: actor.meta({ description: 'Who it is for: named in the audit log with all that they do.' }),
  permissions: z
    .array(z.enum(portalPermissions))
    .min(1)
    .max(portalPermissions.length)
    .meta({ description: 'What the person may do with the keys of this API, and look at.' }),
  returnUrl: webAddress
    .nullable()
    .optional()
    .meta({ description: 'Where the page leads back to: an address on one of the API’s `portalOrigins`.' }),
  theme: theme.optional(),
})

/** Where people of a portal come from, and go back to. */
const home = {
  portalName: z.string().meta({ description: 'What the vendor calls its product.' }),
  portalOrigins: z.array(z.string()).meta({ description: 'Origins whose pages may frame the portal.' }),
  returnUrl: z.string().nullable(),
  theme: z.object({ scheme, accent: z.string().nullable() }),
}

/** A portal session as the wire shows it to whoever is in it. */
export const portalSession = z
  .object({
    id: identifier('pts', 'portal session'),
    organizationId,
    apiId,
    actor: z.object({ id: z.string(), name: z.string() }),
    permissions: z.array(z.enum(portalPermissions)),
    ...home,
    expiresAt: instant.meta({ description: 'An hour after the link was opened; used or not.' }),
  })
  .meta({ id: 'PortalSession', description: 'Somebody on the key page of an API, sent there by a product.' })

export const redeemedPortalSession = z.object({
  status: z.enum(['open', 'over']).meta({
    description: '`over`: the link was used already, has expired, or what it stood on is gone.',
  }),
  session: portalSession.nullable().meta({ description: 'The session; null where the link is over.' }),
  home: z
    .object(home)
    .nullable()
    .meta({ description: 'Where to get another link; null where the link was opened.' }),
})
