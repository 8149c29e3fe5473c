/**
 * Every quantifier before the last is bounded and `_` belongs to no class, so a failed attempt costs a constant
 * and the whole scan is linear. The last one is open so that no tail of a doubled token stays readable.
 */
const tokenLikePattern = /([a-z0-9]{2,12}_[a-z][a-z0-9]{0,15}_)[0-9A-Za-z]{32,}/g

/** Cuts whatever looks like a token out of a text meant for logs and errors; the readable words stay. */
export function redactTokens(text: string): string {
  return text.replace(tokenLikePattern, '$1…')
}
