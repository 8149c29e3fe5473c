import { sessionEnded } from '../access/assert-standing.ts'
import { newId } from '../ids/new-id.ts'
import type { SignedIn } from '../sessions/account-owner.ts'
import { changeSession, removeSessions } from '../sessions/session-queries.ts'
import type { Tx } from '../storage/storage.ts'
import { countFactors, replaceRecoveryCodeRows } from './second-factor-queries.ts'

/** How the session goes on in which somebody has changed what they sign in with. */
export type RenewedSession = {
  now: number
  /** SHA-256 of its cookie's new value. */
  digest: Buffer
}

/** The first factor brings recovery codes, of which only digests are given; whoever has some keeps them. */
export async function giveRecoveryCodes(
  tx: Tx,
  { userId, digests, now }: { userId: string; digests: readonly Buffer[]; now: number },
): Promise<boolean> {
  const { recoveryCodes } = await countFactors(tx, userId)
  if (recoveryCodes > 0) return false
  await writeRecoveryCodes(tx, { userId, digests, now })
  return true
}

export async function writeRecoveryCodes(
  tx: Tx,
  { userId, digests, now }: { userId: string; digests: readonly Buffer[]; now: number },
): Promise<void> {
  const rows = digests.map(digest => ({ id: newId('rec', now), digest, created_at: now }))
  await replaceRecoveryCodeRows(tx, userId, rows)
}

/** A factor was proven by adding it: this session goes on with it under a new value, all others end. */
export async function goOnWithFactor(tx: Tx, person: SignedIn, renewed: RenewedSession): Promise<void> {
  await goOn(tx, person, { digest: renewed.digest, second_factor_at: renewed.now })
}

/** A factor is gone. With the last one go the recovery codes, and what this session had proven. */
export async function goOnWithoutFactor(tx: Tx, person: SignedIn, renewed: RenewedSession): Promise<void> {
  const { totpConfirmedAt, passkeys } = await countFactors(tx, person.userId)
  if (totpConfirmedAt !== null || passkeys > 0) return goOn(tx, person, { digest: renewed.digest })
  await replaceRecoveryCodeRows(tx, person.userId, [])
  await goOn(tx, person, { digest: renewed.digest, second_factor_at: null })
}

async function goOn(
  tx: Tx,
  { userId, session }: SignedIn,
  set: { digest: Buffer; second_factor_at?: number | null },
): Promise<void> {
  await removeSessions(tx, { userId, exceptId: session.id })
  if (!(await changeSession(tx, session.id, set))) throw sessionEnded()
}
