import { readFileSync } from 'node:fs'
import type { Run } from '../commands/run.ts'
import { type Profile, readProfiles } from '../config/profiles.ts'
import { Refusal, WrongUsage } from '../output/refusal.ts'

export type ConnectionOptions = { url?: string; profile?: string; keyStdin?: boolean }

export type Connection = { url: string; key: string; source: string }

const defaultUrl = 'http://127.0.0.1:8787'

/**
 * Where to call, and with which key. A key from the environment, a file or standard input goes to `--url`,
 * KEYTURN_URL, or this machine; a key of a profile goes to the address of that profile and nowhere else.
 */
export async function findConnection(run: Run, options: ConnectionOptions): Promise<Connection> {
  const given = await givenKey(run, options)
  if (given !== null) {
    if (options.profile !== undefined) {
      throw new WrongUsage(
        `--profile has a key of its own, and ${given.source} is another one. Keep one of them.`,
      )
    }
    const url = options.url ?? run.environment.url ?? defaultUrl
    return { url: checkUrl(url), key: checkKey(given.key, given.source), source: given.source }
  }
  const { name, profile } = findProfile(run, options)
  const other = options.url ?? run.environment.url
  if (other !== null && checkUrl(other) !== checkUrl(profile.url)) {
    throw new WrongUsage(
      `The key of profile ${name} is for ${profile.url} and is sent nowhere else. Set KEYTURN_KEY or KEYTURN_KEY_FILE to use another address.`,
    )
  }
  return {
    url: checkUrl(profile.url),
    key: checkKey(profile.key, `profile ${name}`),
    source: `profile ${name}`,
  }
}

/** An address without a trailing slash. Throws `WrongUsage`. */
export function checkUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw new WrongUsage('The address of Keyturn must be a URL such as https://keys.example.com.')
  }
  if (parsed.username + parsed.password + parsed.search + parsed.hash !== '') {
    throw new WrongUsage('The address of Keyturn must hold no credentials, query or fragment.')
  }
  return parsed.href.replace(/\/+$/, '')
}

/** Throws `WrongUsage` for what cannot be a key; the text is not repeated. */
export function checkKey(key: string, source: string): string {
  if (/^[\x21-\x7e]{16,512}$/.test(key)) return key
  throw new WrongUsage(
    `${source} holds no key: a key is 16 to 512 printable ASCII characters without spaces.`,
  )
}

async function givenKey(
  { environment, input }: Run,
  { keyStdin }: ConnectionOptions,
): Promise<{ key: string; source: string } | null> {
  if (keyStdin) return { key: (await input.read()).trim(), source: 'standard input' }
  const { key, keyFile } = environment
  if (key !== null && keyFile !== null) {
    throw new WrongUsage('KEYTURN_KEY and KEYTURN_KEY_FILE are both set: keep one.')
  }
  if (key !== null) return { key, source: 'KEYTURN_KEY' }
  return keyFile === null ? null : { key: readKeyFile(keyFile), source: 'KEYTURN_KEY_FILE' }
}

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    throw new Refusal('KEYTURN_KEY_FILE names a file that cannot be read.', { cause })
  }
}

function findProfile({ environment }: Run, options: ConnectionOptions): { name: string; profile: Profile } {
  const { current, profiles } = readProfiles(environment.profileFile)
  const name = options.profile ?? current
  if (name === null) {
    throw new WrongUsage('No key. Set KEYTURN_KEY_FILE or KEYTURN_KEY, or keep one with keyturn configure.')
  }
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined
  if (profile) return { name, profile }
  throw new WrongUsage(`There is no profile ${name}. keyturn profiles list shows those that there are.`)
}
