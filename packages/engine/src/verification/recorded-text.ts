import { canonicalAddress, redactTokens } from '@keyturn/core'

/** The query is never kept: it is where secrets are put by mistake. */
export function pathOf(path: string | undefined): string | undefined {
  const query = path?.indexOf('?') ?? -1
  return query < 0 ? path : path?.slice(0, query)
}

/**
 * What callers send, as far as it is useful and without anything that looks like a token; every token has two
 * underscores. Cut last: what is left of a token at the end looks like none.
 */
export function redacted(text: string | undefined, lengthMax: number): string | null {
  if (text === undefined) return null
  const first = text.indexOf('_')
  const kept = first >= 0 && text.includes('_', first + 1) ? redactTokens(text) : text
  return kept.length > lengthMax ? kept.slice(0, lengthMax) : kept
}

/** An address in one spelling, so that the log can be searched by it; what is none as it came. */
export function addressOf(text: string | undefined): string | null {
  // Whatever is shorter and has no colon can be nothing but a dotted quad, which has no other spelling.
  if (text === undefined || (text.length <= 15 && !text.includes(':'))) return text ?? null
  return canonicalAddress(text) ?? redacted(text, 64)
}
