import {
  defaultKekFile,
  describeLostKekOffline,
  type ForgottenKek,
  forgetKekOffline,
  type SealedCounts,
} from '@keyturn/engine'
import { type ServeOptions, settingsFromProcess } from '../config/settings-from-process.ts'

/** What would be given up with a key-encryption key of this installation. Throws `SettingsError`, `EngineError`. */
export function describeLostKek(
  { kekId }: { kekId: string },
  options: ServeOptions = {},
): Promise<SealedCounts> {
  return describeLostKekOffline(placeOf(options), kekId)
}

/** Gives up a key-encryption key that is lost for good. Throws `SettingsError`, `EngineError`. */
export function forgetKek({ kekId }: { kekId: string }, options: ServeOptions = {}): Promise<ForgottenKek> {
  return forgetKekOffline(placeOf(options), kekId)
}

function placeOf(options: ServeOptions) {
  const settings = settingsFromProcess(options)
  return { ...settings, kekFile: settings.kekFile ?? defaultKekFile(settings.dataDirectory) }
}
