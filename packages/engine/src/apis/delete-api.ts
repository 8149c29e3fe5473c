import { assertRecent } from '../access/assert-recent.ts'
import { assertVersion } from '../access/assert-version.ts'
import { EngineError, notFound } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { changeApi, countLiveKeys, findApiWithin } from './api-queries.ts'
import { toApiView } from './api-view.ts'

/** Hides an API for good. Refused while keys of it work: who deletes an API rarely means to end them all. */
export async function deleteApi(
  ctx: Context,
  input: { apiId: string; ifVersion?: number | undefined },
): Promise<Mutated<null>> {
  return mutate(ctx, 'apis:write', async tx => {
    const row = await findApiWithin(tx, input.apiId, ctx.reach, 'change')
    if (!row || ctx.reach.organizationId !== null) throw notFound()
    assertVersion(row, input.ifVersion)
    if (row.builtin) throw new EngineError('conflict', 'The API keyturn is built in and cannot be deleted.')
    const keys = await countLiveKeys(tx, row.id)
    if (keys > 0)
      throw new EngineError('conflict', `Keys of this API still work: ${keys}. Revoke them first.`)
    assertRecent(ctx.principal, ctx.clock)
    const now = ctx.clock.now()
    await changeApi(tx, row, { deleted_at: now, updated_at: now })
    const target = { type: 'api' as const, id: row.id, name: row.name }
    return {
      result: null,
      audit: [{ action: 'api.deleted', organizationId: null, target, details: { before: toApiView(row) } }],
      changes: [{ kind: 'api', id: row.id }],
    }
  })
}
