const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

export type IdPrefix =
  | 'email'
  | 'export'
  | 'lead'
  | 'list'
  | 'qualification'
  | 'research'
  | 'run'
  | 'workflow'

/**
 * A new id: the prefix and 26 characters of Crockford base32, ten of time and sixteen random, so that ids
 * sort by creation.
 */
export function createId(prefix: IdPrefix, now: number = Date.now()): string {
  let time = ''
  for (let rest = now, digit = 0; digit < 10; digit++) {
    time = `${alphabet[rest % 32]}${time}`
    rest = Math.floor(rest / 32)
  }
  const random = crypto.getRandomValues(new Uint8Array(16))
  return `${prefix}_${time}${Array.from(random, byte => alphabet[byte % 32]).join('')}`
}
