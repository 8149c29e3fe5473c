/** Links that open something once. The token is behind the `#`: browsers send it to nobody, and no log has it. */

export function setupLink(url: string, token: string): string {
  return `${url}/setup#token=${token}`
}

export function signInLink(url: string, token: string): string {
  return `${url}/sign-in#token=${token}`
}
