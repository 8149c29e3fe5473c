const tokenLike = /\b([a-z0-9]{2,12}_[a-z][a-z0-9]{0,15}_[0-9A-Za-z]{3})[0-9A-Za-z]{5,}/g

/**
 * Cuts a pasted token down to its start: what is searched for stands in the address, which histories and logs keep, and
 * the start is what a list can be searched by anyway.
 */
export function withoutToken(text: string): string {
  return text.replace(tokenLike, '$1')
}
