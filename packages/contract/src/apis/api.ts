import { environmentPattern, memberPermissions, tokenPrefixPattern } from '@keyturn/core'
import { z } from 'zod'
import { endpoint, endpointPattern } from '../fields/endpoint.ts'
import { apiId } from '../fields/identifier.ts'
import { instant } from '../fields/instant.ts'
import { literalScope } from '../fields/scope.ts'
import { holdsToken, noToken, paragraph, singleLine } from '../fields/text.ts'
import { unreadable } from '../fields/unreadable.ts'
import { webAddress } from '../fields/web-address.ts'

export const environmentName = z
  .string()
  .regex(environmentPattern, { error: 'must be 1 to 16 of a-z and 0-9, starting with a letter' })
  .meta({ description: 'Name of an environment.', examples: ['live'] })

const scopeDefinition = z.strictObject({
  name: literalScope,
  description: paragraph(500).optional().meta({ description: 'What it allows, for people.' }),
  sensitive: z.boolean().optional().meta({ description: 'Keys with it count as elevated. Default false.' }),
})

const days = z.int().min(1).max(3650)

/** Days between rotations by key type. */
export const rotationDays = z.strictObject({
  production: days.optional().meta({ description: 'Days; default 90.' }),
  development: days.optional().meta({ description: 'Days; default 180.' }),
  elevated: days.optional().meta({ description: 'Days; default 45.' }),
})

export const lifetimeDays = days
  .nullable()
  .meta({ description: 'Longest time from creation to expiry in days; null is unlimited.' })

const origin = z
  .string()
  .max(255)
  .regex(/^https?:\/\/[a-z0-9.-]+(?::\d{1,5})?$/, {
    error: 'must be an origin such as https://app.example.com',
  })
  .refine(text => URL.canParse(text) && new URL(text).origin === text, {
    error:
      'must be an origin as browsers write it: with a valid host, and without the port 443 of https or 80 of http',
  })
  .refine(text => !holdsToken(text), noToken)

const consoleSettings = z.strictObject({
  portalName: singleLine(60).optional(),
  section: singleLine(60).optional().meta({ description: 'Menu entry in the dashboard.' }),
  page: singleLine(60).optional().meta({ description: 'Page or tab below it.' }),
  form: z
    .enum(['full', 'name'])
    .optional()
    .meta({ description: 'Create form: everything, or the name alone.' }),
  fieldLabel: singleLine(60).optional(),
  submitLabel: singleLine(60).optional(),
  display: z.enum(['masked', 'shown']).optional(),
  requires: z
    .array(z.enum(memberPermissions))
    .max(8)
    .optional()
    .meta({
      description:
        'Permissions of which a member needs one to see the page. Members with `manage_users` or `manage_billing` run the ' +
        'keys of this API where it is listed: they see, make, change, reset and reveal them, and none of other APIs.',
    }),
})

const tokenPrefix = z
  .string()
  .regex(tokenPrefixPattern, { error: 'must be 2 to 12 of a-z and 0-9' })
  .meta({ description: 'First word of every token of this API.', examples: ['ee'] })

/** Settings that can be changed later. */
const changeable = {
  name: singleLine(100).meta({ description: 'Name.', examples: ['Enrich Engine'] }),
  environments: z
    .array(environmentName)
    .min(1)
    .max(10)
    .optional()
    .meta({ description: 'Environments; default live and test.' }),
  scopes: z
    .array(scopeDefinition)
    .max(500)
    .optional()
    .meta({ description: 'Every scope that the API knows; keys can have no other.' }),
  keyPolicy: z
    .enum(['many', 'one_per_organization'])
    .optional()
    .meta({ description: 'How many keys an organization may have. Default many.' }),
  reveal: z
    .enum(['once', 'anytime'])
    .optional()
    .meta({ description: 'Whether a token can be shown again. Default once.' }),
  rotation: rotationDays.optional(),
  maxLifetimeDays: lifetimeDays.optional(),
  sensitiveEndpoints: z.array(endpointPattern).max(200).optional(),
  credentialHeader: z
    .enum(['X-API-Key', 'Authorization: Bearer'])
    .optional()
    .meta({ description: 'Header that snippets and help pages show.' }),
  baseUrl: webAddress.nullable().optional().meta({ description: 'Where the API is.' }),
  testRequest: endpoint
    .nullable()
    .optional()
    .meta({ description: 'A harmless request that proves a key works.' }),
  envVariable: z
    .string()
    .regex(/^[A-Z_][A-Z0-9_]{0,63}$/, { error: 'must be an upper-case variable name' })
    .nullable()
    .optional()
    .meta({ description: 'Environment variable that snippets use.', examples: ['ENRICH_ENGINE_KEY'] }),
  portalOrigins: z.array(origin).max(50).optional(),
  console: consoleSettings.optional(),
}

export const createApiBody = z.strictObject({ ...changeable, prefix: tokenPrefix })
export const updateApiBody = z.strictObject({ ...changeable, name: changeable.name.optional() })

/** An API as the wire shows it. */
export const api = z
  .object({
    id: apiId,
    name: z.string(),
    prefix: z.string(),
    environments: z.array(z.string()),
    scopes: z.array(z.object({ name: z.string(), description: z.string(), sensitive: z.boolean() })),
    keyPolicy: z.enum(['many', 'one_per_organization']),
    reveal: z.enum(['once', 'anytime']),
    rotation: z.object({ production: z.int(), development: z.int(), elevated: z.int() }),
    maxLifetimeDays: z.int().nullable(),
    sensitiveEndpoints: z.array(z.object({ method: z.string(), path: z.string() })),
    credentialHeader: z.enum(['X-API-Key', 'Authorization: Bearer']),
    baseUrl: z.string().nullable(),
    testRequest: z.object({ method: z.string(), path: z.string() }).nullable(),
    envVariable: z.string().nullable(),
    portalOrigins: z.array(z.string()),
    console: z.record(z.string(), z.unknown()),
    createdAt: instant,
    updatedAt: instant,
    unreadable,
  })
  .meta({ id: 'Api', description: 'An HTTP API whose keys Keyturn manages.' })
