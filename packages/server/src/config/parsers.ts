import { isIP } from 'node:net'
import { parseNetwork, parseToken } from '@keyturn/contract'
import type { Parsed } from './setting.ts'

const no = (reason: string) => ({ ok: false, reason }) as const

export function integerBetween(min: number, max: number) {
  return (text: string): Parsed<number> => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    return value >= min && value <= max
      ? { ok: true, value }
      : no(`must be a whole number from ${min} to ${max}`)
  }
}

export function decimalBetween(min: number, max: number) {
  return (text: string): Parsed<number> => {
    const value = /^\d{1,9}(?:\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN
    return value >= min && value <= max ? { ok: true, value } : no(`must be a number from ${min} to ${max}`)
  }
}

export function oneOf<const T extends readonly string[]>(...values: T) {
  return (text: string): Parsed<T[number]> => {
    const value = values.find(candidate => candidate === text)
    return value === undefined ? no(`must be one of ${values.join(', ')}`) : { ok: true, value }
  }
}

export function parseHost(text: string): Parsed<string> {
  const isName = text.length <= 253 && /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text)
  const looksNumeric = /^[\d.]+$/.test(text)
  if (isIP(text) !== 0 || (isName && !looksNumeric)) return { ok: true, value: text }
  return no('must be an IP address or a host name to listen on')
}

export function parseDirectory(text: string): Parsed<string> {
  return text.trim() === '' || text.includes('\0') ? no('must be a directory') : { ok: true, value: text }
}

export function parseKekFile(text: string): Parsed<string> {
  return text.trim() === '' || text.includes('\0') ? no('must be a file') : { ok: true, value: text }
}

export function parseDatabaseUrl(text: string): Parsed<string> {
  const reason = 'must be a PostgreSQL address such as postgres://user@host:5432/database'
  if (!URL.canParse(text)) return no(reason)
  const { protocol, pathname } = new URL(text)
  const isPostgres = protocol === 'postgres:' || protocol === 'postgresql:'
  return isPostgres && pathname.length > 1 ? { ok: true, value: text } : no(reason)
}

/** The address that browsers and clients use; kept without a trailing slash. */
export function parsePublicUrl(text: string): Parsed<string> {
  const reason = 'must be an http or https address without credentials, query or fragment'
  if (!URL.canParse(text)) return no(reason)
  const url = new URL(text)
  const isPlain = url.username + url.password + url.search + url.hash === ''
  if (!/^https?:$/.test(url.protocol) || !isPlain) return no(reason)
  return { ok: true, value: url.origin + url.pathname.replace(/\/+$/, '') }
}

export function parseRootKey(text: string): Parsed<string> {
  const parts = parseToken(text)
  if (parts?.prefix === 'kt' && parts.environment === 'live') return { ok: true, value: text }
  return no('must be a complete kt_live_… key with a correct checksum')
}

/** Comma-separated addresses and networks in CIDR notation. */
export function parseNetworks(text: string): Parsed<string[]> {
  const entries = text.split(',').map(entry => entry.trim())
  return entries.every(entry => parseNetwork(entry) !== null)
    ? { ok: true, value: entries }
    : no('must be addresses or CIDR networks with all host bits zero, separated by commas')
}
