import { systemPrincipal } from '../access/principal.ts'
import { systemClock } from '../clock/clock.ts'
import type { EngineLog } from '../clock/engine-log.ts'
import { describeLostKek, type ForgottenKek, forgetKek } from '../envelope/forget-kek.ts'
import type { SealedCounts } from '../envelope/sealed-queries.ts'
import type { Vault } from '../envelope/vault.ts'
import { openStorage, type StorageOptions } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { createVault } from './keep-vault.ts'

export type KekPlace = StorageOptions & { kekFile: string }

const silent: EngineLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** What would be given up with a KEK, from the database itself. @throws EngineError as `describeLostKek`. */
export function describeLostKekOffline(place: KekPlace, kekId: string): Promise<SealedCounts> {
  return onDatabase(place, parts => describeLostKek(parts, kekId))
}

/** Gives up a KEK on the database itself, whether a server runs on it or not: that takes up what is new by itself. */
export function forgetKekOffline(place: KekPlace, kekId: string): Promise<ForgottenKek> {
  return onDatabase(place, parts => forgetKek(parts, kekId))
}

type Parts = { storage: Storage; vault: Vault; clock: typeof systemClock }

async function onDatabase<T>(place: KekPlace, work: (parts: Parts) => Promise<T>): Promise<T> {
  const { storage } = await openStorage(place)
  try {
    const clock = systemClock
    const vault = createVault({ storage, clock, log: silent }, place.kekFile, systemPrincipal('Terminal'))
    return await work({ storage, vault, clock })
  } finally {
    await storage.close()
  }
}
