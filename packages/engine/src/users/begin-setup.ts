import { newId } from '../ids/new-id.ts'
import type { Context } from '../mutate/context.ts'
import { insertOneTimeToken } from './one-time-token-queries.ts'
import { hasOperators } from './user-queries.ts'

/** How long the link that a terminal shows is good, in milliseconds. */
const setupLifetimeMs = 86_400_000

/** Whether nobody operates this installation yet. */
export async function isSetupOpen({ storage }: Pick<Context, 'storage'>): Promise<boolean> {
  return !(await hasOperators(storage.lookups))
}

/** Keeps the digest of a token with which the first owner can be made, for a day. False once there is one. */
export async function beginSetup(
  { storage, clock }: Pick<Context, 'storage' | 'clock'>,
  input: { digest: Buffer },
): Promise<boolean> {
  const now = clock.now()
  return storage.transaction(async tx => {
    if (await hasOperators(tx)) return false
    await insertOneTimeToken(tx, {
      id: newId('ott', now),
      purpose: 'setup',
      digest: input.digest,
      expires_at: now + setupLifetimeMs,
      created_at: now,
    })
    return true
  })
}
