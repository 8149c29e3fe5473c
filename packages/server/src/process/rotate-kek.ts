import { defaultKekFile, type RotatedKekFile, rotateKekFile } from '@keyturn/engine'
import { type ServeOptions, settingsFromProcess } from '../config/settings-from-process.ts'

/** Puts a fresh key-encryption key before those of the file that the settings name. Throws `SettingsError`. */
export function rotateKek(options: ServeOptions = {}): Promise<RotatedKekFile> {
  const { dataDirectory, kekFile } = settingsFromProcess(options)
  return rotateKekFile(kekFile ?? defaultKekFile(dataDirectory))
}
