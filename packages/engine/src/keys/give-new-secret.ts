import { assertRecent } from '../access/assert-recent.ts'
import type { AuditDraft } from '../audit/audit-event.ts'
import { toInstant } from '../clock/clock.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import type { Tx } from '../storage/storage.ts'
import { activeSecrets, activeSecretsMax, dayMs, type KeyView, type RetiringSecret } from './key.ts'
import { findHomeOf, type KeyHome } from './key-home.ts'
import {
  changeKey,
  eraseCiphertexts,
  insertSecret,
  retireSecret,
  revokeSecrets,
  selectSecrets,
} from './key-queries.ts'
import { toKeyView } from './key-view.ts'
import type { LoadedKey } from './load-key.ts'
import { assertGrantable, grantOf } from './maker-limits.ts'
import { newSecret } from './new-secret.ts'
import { sealSecret } from './seal-secret.ts'

export type Rotation = {
  result: { key: KeyView; secret: string; retiring: RetiringSecret | null }
  audit: AuditDraft
}

/**
 * Gives a key that is locked a new secret, for whoever may manage keys. An overlap of 0 seconds ends every earlier one.
 *
 * @throws EngineError `key_not_active`; `rotation_in_progress` where an overlap is asked for during another.
 */
export async function giveNewSecret(
  ctx: Context,
  tx: Tx,
  loaded: LoadedKey,
  { overlapSeconds, lastUsedAt }: { overlapSeconds: number; lastUsedAt: number | null },
): Promise<Rotation> {
  const now = ctx.clock.now()
  assertRotatable(loaded, now)
  const { row } = loaded
  const home = await findHomeOf(tx, row)
  if (home.builtin) {
    assertGrantable(ctx.principal, grantOf(row))
    assertRecent(ctx.principal, ctx.clock)
  }
  const retiring = await endOldSecrets(tx, loaded, { now, overlapMs: overlapSeconds * 1000 })
  const { token, row: unsealed } = newSecret({
    id: row.id,
    organizationId: row.organization_id,
    prefix: home.api.prefix,
    environment: row.environment,
    now,
  })
  // A leaked key is replaced also while nothing can be encrypted; the new token is then shown this once.
  const isKept = home.api.reveal === 'anytime' && ctx.vault.problem === null
  const secretRow = isKept ? sealSecret(ctx, unsealed, token) : unsealed
  await eraseCiphertexts(tx, [row.id])
  await insertSecret(tx, secretRow)
  const rotated = await changeKey(tx, row, { rotate_by: nextRotation(loaded, home, now), updated_at: now })
  const secrets = await selectSecrets(tx, [row.id])
  const key = toKeyView({ ...loaded, row: rotated, secrets, lastUsedAt }, now)
  const target = { type: 'key' as const, id: row.id, name: row.name }
  const details = { start: secretRow.start, retiring, overlapSeconds }
  return {
    result: { key, secret: token, retiring },
    audit: { action: 'key.rotated', organizationId: row.organization_id, target, details },
  }
}

function assertRotatable({ row }: LoadedKey, now: number): void {
  if (row.revoked_at !== null) throw notActive('This key is revoked for good. Create a new one.')
  if (row.expires_at !== null && row.expires_at <= now) {
    throw notActive('This key has expired and cannot be extended. Create a new one.')
  }
}

function notActive(message: string): EngineError {
  return new EngineError('key_not_active', message)
}

/** Without overlap every old secret ends now; with overlap the present one retires, if no other does already. */
async function endOldSecrets(
  tx: Tx,
  { row, secrets }: LoadedKey,
  { now, overlapMs }: { now: number; overlapMs: number },
): Promise<RetiringSecret | null> {
  const active = activeSecrets(secrets, now)
  if (overlapMs === 0) {
    await revokeSecrets(tx, row.id, now)
    return active[0] ? { start: active[0].start, endsAt: toInstant(now) } : null
  }
  if (active.length >= activeSecretsMax) {
    throw new EngineError(
      'rotation_in_progress',
      'This key is being rotated: its old secret still works. Wait until it has ended, or rotate with overlapSeconds 0.',
    )
  }
  const present = active[0]
  if (!present) return null
  await retireSecret(tx, present.id, now + overlapMs)
  return { start: present.start, endsAt: toInstant(now + overlapMs) }
}

/** Policy may have been tightened since the key was made. */
function nextRotation({ row }: LoadedKey, { policy }: KeyHome, now: number): number {
  const days = policy.rotation[row.type]
  return now + Math.min(row.rotate_every_days ?? days, days) * dayMs
}
