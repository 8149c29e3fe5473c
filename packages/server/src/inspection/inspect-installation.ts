import { SettingsError } from '../config/read-settings.ts'
import type { Settings } from '../config/settings.ts'
import { type ServeOptions, settingsFromProcess } from '../config/settings-from-process.ts'
import { type Finding, ok, serious } from './finding.ts'
import { inspectDataDirectory } from './inspect-data-directory.ts'
import { inspectDatabase } from './inspect-database.ts'
import { inspectKekFile } from './inspect-kek-file.ts'
import { inspectKeks } from './inspect-keks.ts'
import { inspectMail } from './inspect-mail.ts'
import { inspectSettings } from './inspect-settings.ts'

/** Looks at the installation that the settings of this process describe, without changing or starting it. */
export async function inspectInstallation(options: ServeOptions = {}): Promise<Finding[]> {
  const settings = readable(options)
  if (Array.isArray(settings)) return settings
  return [
    ok('settings', 'All settings are known and well-formed.'),
    ...inspectSettings(settings),
    ...inspectDataDirectory(settings.dataDirectory),
    inspectKekFile(settings),
    ...(settings.databaseUrl === null
      ? [ok('database', 'The embedded database is used.')]
      : await inspectDatabase(settings.databaseUrl)),
    ...(await inspectKeks(settings)),
    await inspectMail(settings),
  ]
}

function readable(options: ServeOptions): Settings | Finding[] {
  try {
    return settingsFromProcess(options)
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    return error.problems.map(({ name, reason }) =>
      serious('settings', `${name} ${reason}`, 'Correct it: keyturn serve refuses to start.'),
    )
  }
}
