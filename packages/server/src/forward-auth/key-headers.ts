import type { KeyIdentity } from '@keyturn/engine'

/** Keys share lists, so that few are joined. */
const joined = new WeakMap<readonly string[], string>()

/** Whose request it is: what the API behind a gateway learns of a key. */
export function keyHeaders({ id, organizationId, scopes }: KeyIdentity): Record<string, string> {
  return {
    'x-keyturn-key-id': id,
    'x-keyturn-organization-id': organizationId,
    'x-keyturn-scopes': joined.get(scopes) ?? join(scopes),
  }
}

function join(scopes: readonly string[]): string {
  const text = scopes.join(' ')
  joined.set(scopes, text)
  return text
}
