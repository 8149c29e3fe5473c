import type { Parsed } from './setting.ts'

/** Who mail comes from. */
export type Sender = { name: string | null; address: string }

const form = /^(?:([^<>"\r\n]{1,100}?)\s*<([^<>\s]+)>|([^<>\s]+))$/u
const address = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$/
const deceptive = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u

/** Reads `keys@example.com` and `Example Keys <keys@example.com>`. */
export function parseMailFrom(text: string): Parsed<Sender> {
  const [, name = '', named, bare] = form.exec(text.trim()) ?? []
  const found = named ?? bare ?? ''
  if (!address.test(found) || deceptive.test(name)) {
    return { ok: false, reason: 'must be an address such as Example Keys <keys@example.com>' }
  }
  return { ok: true, value: { name: name.trim() || null, address: found } }
}
