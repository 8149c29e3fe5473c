import { z } from 'zod'
import { environmentName } from '../apis/api.ts'
import { apiId, keyId, organizationId } from '../fields/identifier.ts'
import { externalIdentifier, paragraph, searchText } from '../fields/text.ts'
import { importedKeySettings, key, keyTypes } from './key.ts'

/** How many keys one call imports or revokes at most. */
const batchMax = 1_000

export const importKeysBody = z.strictObject({
  keys: z
    .array(importedKeySettings)
    .min(1)
    .max(batchMax)
    .meta({ description: 'Up to 1,000. If one of them is refused, none is imported.' }),
})

export const importedKeys = z.object({
  data: z.array(key).meta({ description: 'The keys, in the order of the request.' }),
})

const revokedKeyFilter = z
  .strictObject({
    organizationId: organizationId.optional(),
    apiId: apiId.optional(),
    environment: environmentName.optional(),
    type: z.enum(keyTypes).optional(),
    externalId: externalIdentifier().optional(),
    search: searchText(200).optional(),
    unusedForDays: z.int().min(1).max(3650).optional(),
    rotationDue: z.boolean().optional(),
  })
  .refine(filter => Object.keys(filter).length > 0, { error: 'must name at least one member' })
  .meta({ description: 'As for the list of keys; at least one member.' })

export const bulkRevokeBody = z.strictObject({
  keyIds: z
    .array(keyId)
    .min(1)
    .max(batchMax)
    .optional()
    .meta({ description: 'These keys; give this or a filter.' }),
  filter: revokedKeyFilter.optional(),
  reason: paragraph(500)
    .nullable()
    .optional()
    .meta({ description: 'Why; it goes into the audit log of each key.' }),
})

const revocationOutcome = z.object({
  keyId,
  outcome: z
    .enum(['revoked', 'already_revoked', 'not_found'])
    .meta({ description: '`not_found`: there is no such key that the credential reaches.' }),
})

export const bulkRevocation = z.object({
  data: z
    .array(revocationOutcome)
    .meta({ description: 'In the order of `keyIds`; with a filter, newest first.' }),
  effective: z.object({
    everywhere: z.boolean().meta({ description: 'True once no node can accept any of the keys any more.' }),
  }),
  hasMore: z.boolean().meta({
    description:
      'True when the filter matches more than 1,000 keys: send the request again, with a new Idempotency-Key. ' +
      'The same one is answered as before and ends no more of them.',
  }),
})
