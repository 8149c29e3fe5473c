import { EngineError } from '../errors/engine-error.ts'
import type { Call, Outcome } from '../mutate/commit-together.ts'
import type { Context } from '../mutate/context.ts'
import type { Mutated } from '../mutate/mutate.ts'
import { mutateTogether } from '../mutate/mutate-together.ts'
import type { Tx } from '../storage/storage.ts'
import { planKeys, toCreated, writeKeys } from './issue-keys.ts'
import type { KeyView } from './key.ts'
import type { CreateKeyInput } from './key-input.ts'

/** `secret` is the full token: it leaves in this answer and is nowhere afterwards. Null in a repeated answer. */
export type CreatedKey = { key: KeyView; secret: string | null }

const create = mutateTogether('keys:write', createKeys, {
  conflicts: { keys_sole_slot: keyExists },
  loosening: true,
})

/** Issues a key. It cannot do more than its API's list, its organization's ceiling or, for management keys, its maker. */
export function createKey(ctx: Context, input: CreateKeyInput): Promise<Mutated<CreatedKey>> {
  return create(ctx, input)
}

async function createKeys(tx: Tx, calls: readonly Call<CreateKeyInput>[]): Promise<Outcome<CreatedKey>[]> {
  const plans = await planKeys(
    tx,
    calls.map(({ ctx, input }) => ({ ctx, settings: input })),
  )
  const planned = plans.flatMap(plan => ('refusal' in plan ? [] : plan))
  const storage = calls[0]?.ctx.storage
  if (storage) await writeKeys(storage, tx, planned)
  return plans.map(plan => {
    if ('refusal' in plan) return plan
    const { result: key, audit, changes } = toCreated(plan)
    return { result: { key, secret: plan.token }, audit, changes, secretMembers: ['secret'] }
  })
}

function keyExists(): EngineError {
  return new EngineError(
    'key_exists',
    'This organization has its key of this API already, and the API allows one. Show or reset that one.',
  )
}
