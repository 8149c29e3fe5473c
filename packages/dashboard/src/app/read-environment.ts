/** The environment that pages are about, as their address says it; absent: the first one. */
export function readEnvironment({ environment }: { environment?: unknown }): { environment?: string } {
  const isName = typeof environment === 'string' && /^[a-z][a-z0-9]{0,15}$/.test(environment)
  return isName ? { environment } : {}
}
