import { parseToken } from './parse-token.ts'

const shownCharacters = 3

/**
 * The part of a token that may be stored and shown: prefix, environment and three characters of Keyturn's own
 * tokens (`ee_live_abc`), the first 8 characters (a quarter, if that is less) of any other shape.
 */
export function tokenStart(token: string): string {
  const parts = parseToken(token)
  if (parts === null) return token.slice(0, Math.min(8, Math.floor(token.length / 4)))
  return token.slice(0, parts.prefix.length + parts.environment.length + 2 + shownCharacters)
}
