import { EngineError, type FieldError, invalidInput } from '../errors/engine-error.ts'
import type { Refused } from '../mutate/commit-together.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import type { Tx } from '../storage/storage.ts'
import { type PlannedKey, planKeys, toCreated, writeKeys } from './issue-keys.ts'
import type { KeyView } from './key.ts'
import type { CreateKeyInput } from './key-input.ts'
import { findTaken } from './key-queries.ts'

/** `sha256` is the digest of the token in lower-case hex. */
export type ImportKeysInput = { keys: readonly (Omit<CreateKeyInput, 'reach'> & { sha256: string })[] }
export type ImportedKeys = { data: KeyView[] }

/**
 * Takes over keys whose tokens exist already and are known by their digests only: all of them, or none. Not for the
 * built-in API: how strong a token is that Keyturn did not make, nobody here can tell.
 */
export async function importKeys(ctx: Context, input: ImportKeysInput): Promise<Mutated<ImportedKeys>> {
  const wishes = input.keys.map(({ sha256, ...settings }) => ({
    ctx,
    settings,
    digest: Buffer.from(sha256, 'hex'),
  }))
  return mutate(
    ctx,
    'keys:write',
    async tx => {
      const plans = await planKeys(tx, wishes)
      const faults = plans.flatMap((plan, index) => faultsOf(plan, `/keys/${index}`))
      const planned = plans.flatMap(plan => ('refusal' in plan ? [] : plan))
      if (faults.length > 0) throw invalidInput(faults)
      const repeated = repetitions(planned)
      if (repeated.length > 0) throw invalidInput(repeated)
      const taken = await takenFaults(tx, planned)
      if (taken.length > 0) throw alreadyThere(taken)
      await writeKeys(ctx.storage, tx, planned)
      const created = planned.map(toCreated)
      return {
        result: { data: created.map(({ result }) => result) },
        audit: created.flatMap(({ audit }) => audit),
        changes: created.flatMap(({ changes }) => changes),
      }
    },
    {
      conflicts: { secrets_digest: alreadyThere, keys_sole_slot: alreadyThere },
      loosening: true,
      bulk: true,
    },
  )
}

function faultsOf(plan: PlannedKey | Refused, pointer: string): FieldError[] {
  if (!('refusal' in plan)) {
    if (!plan.builtin) return []
    return [{ pointer: `${pointer}/apiId`, message: 'Management keys cannot be imported. Create them.' }]
  }
  const { refusal } = plan
  if (!(refusal instanceof EngineError)) throw refusal
  if (!refusal.errors) return [{ pointer, message: refusal.message }]
  return refusal.errors.map(fault => ({ ...fault, pointer: pointer + fault.pointer }))
}

/** What is unique, and which member of the row says it. */
function uniqueParts({ row, secret }: PlannedKey): { member: string; value: string | null }[] {
  return [
    { member: 'sha256', value: secret.digest.toString('hex') },
    { member: 'apiId', value: row.sole_slot },
  ]
}

/** Rows that say again what an earlier one of the same request says. */
function repetitions(planned: readonly PlannedKey[]): FieldError[] {
  const first = new Map<string, number>()
  return planned.flatMap((each, index) =>
    uniqueParts(each).flatMap(({ member, value }): FieldError[] => {
      if (value === null) return []
      const earlier = first.get(value)
      if (earlier === undefined) first.set(value, index)
      const pointer = `/keys/${index}/${member}`
      if (earlier === undefined) return []
      const what = member === 'sha256' ? 'has the same sha256' : 'takes the one place of its organization'
      return [{ pointer, message: `keys[${earlier}] ${what}. Leave one of them out.` }]
    }),
  )
}

async function takenFaults(tx: Tx, planned: readonly PlannedKey[]): Promise<FieldError[]> {
  const taken = await findTaken(tx, {
    digests: planned.map(({ secret }) => secret.digest),
    slots: planned.flatMap(({ row }) => row.sole_slot ?? []),
    now: planned[0]?.row.created_at ?? 0,
  })
  return planned.flatMap((each, index) =>
    uniqueParts(each)
      .filter(({ value }) => value !== null && taken.has(value))
      .map(({ member }) => ({ pointer: `/keys/${index}/${member}`, message: takenMessage[member] ?? '' })),
  )
}

const takenMessage: Record<string, string> = {
  sha256: 'A key with this token is known already. Leave it out.',
  apiId: 'This organization has its key of this API already, and the API allows one.',
}

function alreadyThere(errors: FieldError[] = []): EngineError {
  const message = 'Some of these keys are there already, so none was imported. Leave them out; see errors.'
  return new EngineError('conflict', message, errors.length > 0 ? { errors } : {})
}
