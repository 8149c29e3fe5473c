import { assertVersion } from '../access/assert-version.ts'
import { authorise } from '../access/authorise.ts'
import { EngineError, invalidInput, notFound } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, type Mutation, mutate } from '../mutate/mutate.ts'
import type { Tx } from '../storage/storage.ts'
import { type ApiInput, type ApiRow, apiFaults } from './api.ts'
import { changeApi, countLiveKeys, findApiWithin, setSoleSlots } from './api-queries.ts'
import { type ApiView, toApiView } from './api-view.ts'
import { changedApiColumns } from './to-api-columns.ts'

export type UpdateApiInput = { apiId: string; ifVersion?: number | undefined; patch: ApiInput }

/** Changes the members given. A scope that leaves the list is cut from every key at once, on every node. */
export async function updateApi(ctx: Context, input: UpdateApiInput): Promise<Mutated<ApiView>> {
  authorise(ctx.principal, 'apis:write')
  const faults = apiFaults(input.patch)
  if (faults.length > 0) throw invalidInput(faults)
  const change = async (tx: Tx): Promise<Mutation<ApiView>> => {
    const row = await findApiWithin(tx, input.apiId, ctx.reach, 'change')
    if (!row || ctx.reach.organizationId !== null) throw notFound()
    assertVersion(row, input.ifVersion)
    if (row.builtin) throw new EngineError('conflict', 'The API keyturn is built in and cannot be changed.')
    const before = toApiView(row)
    const policy = input.patch.keyPolicy ?? row.key_policy
    if (policy !== row.key_policy) await setSoleSlots(tx, row.id, policy)
    await assertEnvironmentsUnused(tx, before, input.patch.environments)
    const { rotation } = input.patch
    const merged = rotation && { ...before.rotation, ...rotation }
    const columns = changedApiColumns({ ...input.patch, rotation: merged })
    const changed: ApiRow = await changeApi(tx, row, { ...columns, updated_at: ctx.clock.now() })
    const after = toApiView(changed)
    const target = { type: 'api' as const, id: row.id, name: changed.name }
    return {
      result: after,
      audit: [{ action: 'api.updated', organizationId: null, target, details: { before, after } }],
      changes: [{ kind: 'api', id: row.id }],
    }
  }
  return mutate(ctx, 'apis:write', change, { conflicts: { keys_sole_slot: severalKeys } })
}

function severalKeys(): EngineError {
  return new EngineError(
    'conflict',
    'Some organization has several keys of this API in one environment. Revoke all but one, then allow only one.',
  )
}

async function assertEnvironmentsUnused(
  tx: Tx,
  before: ApiView,
  environments: string[] | undefined,
): Promise<void> {
  if (!environments) return
  for (const gone of before.environments.filter(environment => !environments.includes(environment))) {
    const keys = await countLiveKeys(tx, before.id, gone)
    if (keys > 0) {
      throw new EngineError(
        'conflict',
        `Keys of the environment ${gone} still work: ${keys}. Revoke them before you remove it.`,
      )
    }
  }
}
