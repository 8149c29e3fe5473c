import { z } from 'zod'
import { identifier, organizationId } from '../fields/identifier.ts'
import { instant } from '../fields/instant.ts'
import { singleLine } from '../fields/text.ts'

export const passkeyId = identifier('pky', 'passkey')
export const identityId = identifier('ext', 'link to an identity provider')

const base64url = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[A-Za-z0-9_-]+$/, { error: 'must be base64url' })

export const totpCode = z
  .string()
  .min(1)
  .max(32)
  .meta({ description: 'The six digits that the authenticator app shows.', examples: ['287082'] })

export const recoveryCode = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: 'In the place of `code`.', examples: ['0123-4567-89ab-cdef'] })

export const recoveryCodes = z
  .array(z.string())
  .meta({ description: 'Each signs in once in the place of a second factor. They are shown this once.' })

export const secondFactors = z
  .object({
    totp: z
      .object({ confirmedAt: instant })
      .nullable()
      .meta({ description: 'The authenticator app; null: there is none.' }),
    passkeys: z.int().meta({ description: 'Passkeys that sign in.' }),
    recoveryCodesLeft: z.int().meta({ description: 'Recovery codes that were not used.' }),
  })
  .meta({ id: 'SecondFactors', description: 'What somebody signs in with besides a password.' })

export const passkeyName = singleLine(100).meta({
  description: 'What its holder calls it.',
  examples: ['Laptop'],
})

export const passkey = z
  .object({
    id: passkeyId,
    name: z.string(),
    backedUp: z.boolean().meta({ description: 'Whether its maker copies it to other devices.' }),
    clonedAt: instant
      .nullable()
      .meta({ description: 'When a copy of it showed up; it signs in nowhere since. Remove it.' }),
    lastUsedAt: instant.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'Passkey', description: 'A passkey of a person.' })

/** As `PublicKeyCredentialCreationOptionsJSON` and `PublicKeyCredentialRequestOptionsJSON` of WebAuthn Level 3 have it. */
export const passkeyOptions = z.object({ challenge: z.string() }).loose().meta({
  id: 'PasskeyOptions',
  description: 'For `navigator.credentials`, after `PublicKeyCredential.parse…OptionsFromJSON`.',
})

/** What extensions of browsers add; nothing of it is looked at. */
const extensionResults = z.looseObject({})
const attachment = z.enum(['platform', 'cross-platform'])

const credential = {
  id: base64url(1_024),
  rawId: base64url(1_024),
  type: z.literal('public-key'),
  authenticatorAttachment: attachment.nullish().transform(value => value ?? undefined),
  clientExtensionResults: extensionResults,
}

/** What `PublicKeyCredential.toJSON()` makes of a new passkey. */
export const madePasskey = z
  .strictObject({
    ...credential,
    response: z.strictObject({
      clientDataJSON: base64url(4_096),
      attestationObject: base64url(16_384),
      transports: z.array(z.string().max(32)).max(10).optional(),
      authenticatorData: base64url(8_192).optional(),
      publicKey: base64url(4_096)
        .nullish()
        .transform(value => value ?? undefined),
      publicKeyAlgorithm: z.int().optional(),
    }),
  })
  .meta({ description: 'What `PublicKeyCredential.toJSON()` makes of the new passkey.' })

/** The same of a passkey that was used. */
export const usedPasskey = z
  .strictObject({
    ...credential,
    response: z.strictObject({
      clientDataJSON: base64url(4_096),
      authenticatorData: base64url(8_192),
      signature: base64url(4_096),
      userHandle: base64url(128)
        .nullish()
        .transform(value => value ?? undefined),
      attestationObject: base64url(16_384).optional(),
    }),
  })
  .meta({ description: 'What `PublicKeyCredential.toJSON()` makes of the passkey that was used.' })

export const externalIdentity = z
  .object({
    id: identityId,
    organizationId,
    name: z.string().meta({ description: 'What the identity provider is called.' }),
    email: z.string().nullable().meta({ description: 'The address that it vouched for, where it did.' }),
    lastUsedAt: instant.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'ExternalIdentity', description: 'An identity provider that vouches for a person.' })

export const returnTo = z
  .string()
  .max(512)
  .optional()
  .meta({
    description: 'Page of this installation to go on with, as a path. Default `/`.',
    examples: ['/keys'],
  })

export const sentThere = z.object({
  url: z.string().meta({ description: 'Where to send the browser.' }),
})
