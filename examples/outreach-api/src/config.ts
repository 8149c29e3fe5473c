import { readFileSync } from 'node:fs'

/** The one place that reads the environment. */
export type Config = {
  host: string
  port: number
  dataDirectory: string
  keyturnUrl: string
  keyturnKey: string
  apiId: string
  moreApis: Record<string, string>
  allowedSmtpHosts: string[]
  trustedProxies: string[]
  sampleOrganizationIds: string[]
  helpUrl: string | null
}

/** A setting that is missing or wrong. Names the setting, never its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const settings = new Set([
  'OUTREACH_HOST',
  'OUTREACH_PORT',
  'OUTREACH_DATA',
  'OUTREACH_MORE_APIS',
  'OUTREACH_SMTP_ALLOW',
  'OUTREACH_TRUSTED_PROXIES',
  'OUTREACH_SAMPLE_ORGANIZATIONS',
  'OUTREACH_HELP_URL',
])

/** Reads the settings. Throws a ConfigError for a missing, malformed or unknown one. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  for (const name of Object.keys(environment)) {
    if (name.startsWith('OUTREACH_') && !settings.has(name))
      throw new ConfigError(`${name} is not a setting.`)
  }
  const helpUrl = environment['OUTREACH_HELP_URL']
  return {
    host: environment['OUTREACH_HOST'] || '127.0.0.1',
    port: readPort(environment['OUTREACH_PORT']),
    dataDirectory: environment['OUTREACH_DATA'] || './data/outreach',
    keyturnUrl: readUrl('KEYTURN_URL', required(environment, 'KEYTURN_URL')),
    keyturnKey: readKey(environment),
    apiId: required(environment, 'KEYTURN_API_ID'),
    moreApis: readApis(environment['OUTREACH_MORE_APIS']),
    allowedSmtpHosts: readList(environment['OUTREACH_SMTP_ALLOW']).map(host => host.toLowerCase()),
    trustedProxies: readList(environment['OUTREACH_TRUSTED_PROXIES']),
    sampleOrganizationIds: readList(environment['OUTREACH_SAMPLE_ORGANIZATIONS']),
    helpUrl: helpUrl ? readUrl('OUTREACH_HELP_URL', helpUrl) : null,
  }
}

function required(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name]
  if (value === undefined || value === '') throw new ConfigError(`${name} is needed.`)
  return value
}

function readPort(text: string | undefined): number {
  if (text === undefined || text === '') return 8788
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new ConfigError('OUTREACH_PORT must be a port from 0 to 65535; 0 takes any free one.')
}

function readUrl(name: string, text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text
  throw new ConfigError(`${name} must be an http or https address.`)
}

/** `ak=api_1, wx=api_2`: the API by the prefix of its tokens. */
function readApis(text: string | undefined): Record<string, string> {
  const apis = readList(text).map(item => {
    const [, prefix, apiId] = /^([a-z0-9]+) *= *(\S+)$/.exec(item) ?? []
    if (prefix && apiId) return [prefix, apiId] as const
    throw new ConfigError('OUTREACH_MORE_APIS must be a list such as ak=api_1, wx=api_2.')
  })
  return Object.fromEntries(apis)
}

function readKey(environment: NodeJS.ProcessEnv): string {
  const { KEYTURN_KEY: key, KEYTURN_KEY_FILE: file } = environment
  if (key && file) throw new ConfigError('KEYTURN_KEY and KEYTURN_KEY_FILE exclude each other.')
  if (key) return key
  if (!file) throw new ConfigError('KEYTURN_KEY or KEYTURN_KEY_FILE is needed.')
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    throw new ConfigError('KEYTURN_KEY_FILE cannot be read.', { cause })
  }
}

function readList(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '')
}
