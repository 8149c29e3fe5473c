import type { IncomingMessage } from 'node:http'
import { valuesOf } from '../../http/read-credential.ts'

/** Browsers send it along when the provider sends them back, which is another site: hence `Lax`. */
const name = '__Host-keyturn-sso'
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Lax'
const maxAgeSeconds = 600
/** 256 bits in base64url. */
const shape = /^[A-Za-z0-9_-]{43}$/

export function browserSecretCookie(secret: string): string {
  return `${name}=${secret}; ${attributes}; Max-Age=${maxAgeSeconds}`
}

export const noBrowserSecretCookie = `${name}=; ${attributes}; Max-Age=0`

/** What the browser holds; null where it holds nothing, or several. */
export function presentedBrowserSecret({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): string | null {
  const values = valuesOf(rawHeaders, 'cookie')
    .flatMap(header => header.split(';'))
    .map(pair => pair.trim())
    .filter(pair => pair.startsWith(`${name}=`))
    .map(pair => pair.slice(name.length + 1))
  const [value] = values
  return values.length === 1 && value !== undefined && shape.test(value) ? value : null
}
