import { resolve } from 'node:path'
import { actorOf, systemPrincipal } from '../access/principal.ts'
import { appendAudit } from '../audit/append-audit.ts'
import type { Clock } from '../clock/clock.ts'
import type { EngineLog } from '../clock/engine-log.ts'
import { LocalKeyRing } from '../envelope/local-kek.ts'
import { rewrapDataKeys } from '../envelope/rewrap-data-keys.ts'
import { type KekEvent, Vault } from '../envelope/vault.ts'
import type { Storage, Tx } from '../storage/storage.ts'

export type VaultParts = { storage: Storage; clock: Clock; log: EngineLog }

/** Beside the data directory, not in it: whoever copies the data must not have the key with it. */
export function defaultKekFile(dataDirectory: string): string {
  return `${resolve(dataDirectory)}.kek`
}

/** The vault of this process over the KEKs of a file; `actor` is whom its events are written down of. */
export function createVault(
  { storage, clock, log }: VaultParts,
  kekFile: string,
  actor = systemPrincipal('Vault'),
): Vault {
  const record = async (tx: Tx, { action, kekId, details = {} }: KekEvent) => {
    const target = { type: 'kek' as const, id: kekId, name: kekId }
    const draft = { action, organizationId: null, target, details }
    const origin = { actor: actorOf(actor), requestId: null, ip: null, userAgent: null }
    await appendAudit(storage, tx, { entries: [{ draft, origin }], at: clock.now(), mark: null })
  }
  return new Vault({ storage, source: new LocalKeyRing(kekFile), clock, log, record })
}

/** Notices a KEK file that was changed, finishes a rotation, and forgets data keys that nobody uses. */
export async function keepVault({ storage, clock, log }: VaultParts, vault: Vault): Promise<void> {
  vault.forgetIdle()
  await vault.open()
  vault.dataKeysLeft = await rewrapDataKeys({ storage, vault, clock, log })
}
