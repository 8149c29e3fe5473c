import { flagOf, type Setting, type SettingProblem } from './setting.ts'
import { clientVariables, type Settings, settingList, settings } from './settings.ts'
import { unsafeSettings } from './unsafe-settings.ts'

/** The start is refused; the message names every setting in question and no value. */
export class SettingsError extends Error {
  readonly problems: SettingProblem[]

  constructor(problems: SettingProblem[]) {
    super(problems.map(({ name, reason }) => `${name} ${reason}`).join('\n'))
    this.name = 'SettingsError'
    this.problems = problems
  }
}

export type SettingSources = {
  env: { readonly [name: string]: string | undefined }
  /** Flag values by flag name without dashes, such as `log-level`. They win over the environment. */
  flags?: { readonly [flag: string]: string | undefined }
  /** Reads a secret's file; throws when it cannot. */
  readFile: (path: string) => string
}

type Reading = { sources: SettingSources; problems: SettingProblem[] }

/** Reads every setting. Throws `SettingsError` for unknown and malformed ones, all at once. */
export function readSettings(sources: SettingSources): Settings {
  const reading: Reading = { sources, problems: [...unknownVariables(sources.env)] }
  const values: Settings = {
    port: read(reading, settings.port),
    host: read(reading, settings.host),
    dataDirectory: read(reading, settings.dataDirectory),
    databaseUrl: read(reading, settings.databaseUrl),
    kekFile: read(reading, settings.kekFile),
    publicUrl: read(reading, settings.publicUrl),
    rootKey: read(reading, settings.rootKey),
    leaseSeconds: read(reading, settings.leaseSeconds),
    usageRetentionMonths: read(reading, settings.usageRetentionMonths),
    durability: read(reading, settings.durability),
    drainSeconds: read(reading, settings.drainSeconds),
    trustedProxies: read(reading, settings.trustedProxies),
    smtpServer: read(reading, settings.smtpServer),
    mailFrom: read(reading, settings.mailFrom),
    outboundAllow: read(reading, settings.outboundAllow),
    verificationPort: read(reading, settings.verificationPort),
    verificationHost: read(reading, settings.verificationHost),
    metricsPort: read(reading, settings.metricsPort),
    logLevel: read(reading, settings.logLevel),
  }
  reading.problems.push(...unsafeSettings(values))
  if (reading.problems.length > 0) throw new SettingsError(reading.problems)
  return values
}

function unknownVariables(env: SettingSources['env']): SettingProblem[] {
  const known = new Set<string>(clientVariables)
  for (const { name, file } of settingList) {
    known.add(name)
    if (file === 'accepted') known.add(`${name}_FILE`)
  }
  return Object.keys(env)
    .filter(name => name.startsWith('KEYTURN_') && !known.has(name))
    .map(name => ({ name, reason: 'is not a setting of this server.' }))
}

function read<T>({ sources, problems }: Reading, setting: Setting<T>): T {
  const given = textOf(sources, setting)
  if (given === null) return setting.fallback
  const parsed = given.ok ? setting.parse(given.text) : given
  if (parsed.ok) return parsed.value
  problems.push({ name: given.name, reason: `${parsed.reason}.` })
  return setting.fallback
}

type Given = { ok: true; name: string; text: string } | { ok: false; name: string; reason: string } | null

function textOf(sources: SettingSources, { name, file, flag }: Setting<unknown>): Given {
  const flagText = flag === 'always' ? sources.flags?.[flagOf(name)] : undefined
  if (flagText !== undefined) return { ok: true, name: `--${flagOf(name)}`, text: flagText }
  const text = sources.env[name]
  const path = file === 'accepted' ? sources.env[`${name}_FILE`] : undefined
  if (text !== undefined && path !== undefined) {
    return { ok: false, name, reason: `and ${name}_FILE are both set: keep one` }
  }
  if (path !== undefined) return readSecretFile(sources, `${name}_FILE`, path)
  return text === undefined ? null : { ok: true, name, text }
}

function readSecretFile(sources: SettingSources, name: string, path: string): Given {
  try {
    return { ok: true, name, text: sources.readFile(path).trim() }
  } catch {
    return { ok: false, name, reason: 'names a file that cannot be read' }
  }
}
