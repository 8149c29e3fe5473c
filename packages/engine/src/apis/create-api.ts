import { authorise } from '../access/authorise.ts'
import { EngineError, invalidInput } from '../errors/engine-error.ts'
import { newId } from '../ids/new-id.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { type ApiInput, apiFaults } from './api.ts'
import { insertApi } from './api-queries.ts'
import { type ApiView, toApiView } from './api-view.ts'
import { toApiColumns } from './to-api-columns.ts'

export type CreateApiInput = ApiInput & { name: string; prefix: string }

/** Defines an API whose keys are issued here. Refused for credentials that are confined to one API or organization. */
export async function createApi(ctx: Context, input: CreateApiInput): Promise<Mutated<ApiView>> {
  authorise(ctx.principal, 'apis:write')
  const faults = apiFaults(input)
  if (faults.length > 0) throw invalidInput(faults)
  assertUnconfined(ctx)
  const conflicts = { apis_prefix: () => prefixTaken(input.prefix) }
  return mutate(
    ctx,
    'apis:write',
    async tx => {
      const now = ctx.clock.now()
      const columns = toApiColumns(input)
      const row = await insertApi(tx, {
        ...columns,
        id: newId('api', now),
        prefix: input.prefix,
        created_at: now,
        updated_at: now,
      })
      const result = toApiView(row)
      const target = { type: 'api' as const, id: row.id, name: row.name }
      return {
        result,
        audit: [{ action: 'api.created', organizationId: null, target, details: { after: result } }],
        changes: [{ kind: 'api', id: row.id }],
      }
    },
    { conflicts, loosening: true },
  )
}

function prefixTaken(prefix: string): EngineError {
  return new EngineError('conflict', `Another API has the prefix ${prefix} already. Choose another.`)
}

function assertUnconfined(ctx: Context): void {
  if (ctx.reach.organizationId === null && ctx.reach.apiId === null) return
  throw new EngineError(
    'insufficient_permission',
    'This key is confined to one organization or API, so it cannot create APIs. Use one that is not.',
  )
}
