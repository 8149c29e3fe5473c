import { memberPermissions } from '@keyturn/core'
import { z } from 'zod'
import { identifier, organizationId } from '../fields/identifier.ts'
import { instant } from '../fields/instant.ts'
import { singleLine } from '../fields/text.ts'
import { unreadable } from '../fields/unreadable.ts'

const joiningPermissions = z.array(z.enum(memberPermissions)).max(memberPermissions.length).nullable().meta({
  description:
    'What somebody may do who becomes a member by signing in; `[]`: nothing yet. `null`: nobody becomes one.',
})

const issuer = z
  .url({ protocol: /^https?$/, error: 'must be the https address of an OpenID provider' })
  .max(512)
  .refine(isIssuer, { error: 'must be an address without credentials, query and fragment' })
  .meta({
    description: 'Issuer of the OpenID provider, as its discovery document spells it.',
    examples: ['https://login.example.com'],
  })

/** OpenID Connect Discovery 1.0, section 3. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { username, password, search, hash } = new URL(text)
  return username + password + search + hash === ''
}

const opaque = (description: string) =>
  z
    .string()
    .min(1)
    .max(512)
    .regex(/^[\x20-\x7e]+$/, { error: 'must be printable ASCII' })
    .meta({ description })

const emailDomain = z
  .string()
  .max(253)
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/, {
    error: 'must be a domain in lower case, such as example.com',
  })

export const setIdentityProviderBody = z.strictObject({
  name: singleLine(100).meta({ description: 'What its button says.' }),
  issuer,
  clientId: opaque('What the provider knows this installation as.'),
  clientSecret: opaque('Secret of the client; kept encrypted and never shown.')
    .nullable()
    .optional()
    .meta({
      description:
        'Secret of the client; kept encrypted and never shown. `null`: a client without one. Absent: the one that is ' +
        'known for this issuer and client.',
    }),
  emailDomains: z
    .array(emailDomain)
    .min(1)
    .max(50)
    .meta({ description: 'Domains of e-mail addresses that it may vouch for; those below them are others.' }),
  enabled: z.boolean().optional().meta({ description: 'Default `true`.' }),
  enforced: z.boolean().optional().meta({
    description: 'Whether sessions that began elsewhere do nothing in this organization. Default `false`.',
  }),
  joiningPermissions: joiningPermissions.optional(),
})

/** An identity provider as the wire shows it. */
export const identityProvider = z
  .object({
    id: identifier('idp', 'identity provider'),
    organizationId,
    name: z.string(),
    issuer: z.string(),
    clientId: z.string(),
    hasClientSecret: z.boolean(),
    emailDomains: z.array(z.string()),
    enabled: z.boolean(),
    enforced: z.boolean(),
    joiningPermissions,
    createdAt: instant,
    updatedAt: instant,
    unreadable,
  })
  .meta({
    id: 'IdentityProvider',
    description: 'The OpenID provider that vouches for the people of an organization.',
  })
