/** The id of what an audit log is narrowed to. */
export function readTarget(search: Record<string, unknown>): { target?: string } {
  const { target } = search
  return typeof target === 'string' && /^[a-z]{2,8}_[0-9a-z]{1,60}$/.test(target) ? { target } : {}
}
