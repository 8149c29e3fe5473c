import { systemPrincipal } from '../access/principal.ts'
import { everywhere } from '../changes/effect.ts'
import { systemClock } from '../clock/clock.ts'
import type { EngineLog } from '../clock/engine-log.ts'
import type { Context } from '../mutate/context.ts'
import { type RecoveredOwner, type RecoverOwnerInput, recoverOwner } from '../sessions/recover-owner.ts'
import { findInstallation } from '../storage/installation-queries.ts'
import { openStorage, type StorageOptions } from '../storage/open-storage.ts'
import { createVault, defaultKekFile } from './keep-vault.ts'
import { prepareInstallation } from './prepare-installation.ts'

const silent: EngineLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** The same on the database itself, whether a server runs on it or not. No verdict depends on who is an owner. */
export async function recoverOwnerOffline(
  options: StorageOptions,
  input: RecoverOwnerInput,
): Promise<RecoveredOwner> {
  const { storage } = await openStorage(options)
  try {
    const principal = systemPrincipal('Terminal')
    const clock = systemClock
    const ctx: Context = {
      storage,
      clock,
      principal,
      reach: principal.reach,
      vault: createVault({ storage, clock, log: silent }, defaultKekFile(options.dataDirectory)),
      tellsPeople: false,
      neighbours: async () => [],
      feed: { settle: async () => everywhere },
      request: { id: 'terminal', ip: null, userAgent: null, method: '', path: '', origin: null },
    }
    if (!(await findInstallation(storage.lookups))) await prepareInstallation(ctx)
    return (await recoverOwner(ctx, input)).result
  } finally {
    await storage.close()
  }
}
