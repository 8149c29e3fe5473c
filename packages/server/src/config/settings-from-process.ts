import { readFileSync } from 'node:fs'
import { readSettings } from './read-settings.ts'
import type { Settings } from './settings.ts'

export type ServeOptions = { flags?: { readonly [flag: string]: string | undefined } }

/** Reads the settings of this process. Throws `SettingsError`. */
export function settingsFromProcess(options: ServeOptions = {}): Settings {
  return readSettings({
    env: process.env,
    readFile: path => readFileSync(path, 'utf8'),
    ...(options.flags ? { flags: options.flags } : {}),
  })
}
