/** `*`, `leads:*`, `*:read` or `leads:read`. A word that is required is always of the last form. */
export type ScopeWord = string

const scopeWordPattern = /^(?:\*|[a-z0-9][a-z0-9_.-]{0,63}):(?:\*|[a-z0-9][a-z0-9_.-]{0,63})$/

const scopeWordLengthMax = 64 + 1 + 64

export function isScopeWord(text: string): boolean {
  if (text === '*') return true
  return text.length <= scopeWordLengthMax && scopeWordPattern.test(text)
}

export function isLiteralScopeWord(text: string): boolean {
  return !text.includes('*') && isScopeWord(text)
}

/** Splits a word; `*` alone is any action on any resource. Null when it is not a word (case matters). */
export function parseScopeWord(text: string): { resource: string; action: string } | null {
  if (text === '*') return { resource: '*', action: '*' }
  if (!isScopeWord(text)) return null
  const colon = text.indexOf(':')
  return { resource: text.slice(0, colon), action: text.slice(colon + 1) }
}

/** Code unit order: the same on every machine, whatever its locale. */
export function canonicalWords(words: Iterable<string>): string[] {
  return [...new Set(words)].sort()
}
