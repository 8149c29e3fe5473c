/** A key's public JSON as the engine writes it, as far as it is plain. */
const plain =
  /^\{"id":"([^"\\]*)","name":"(?:[^"\\]|\\.)*","apiId":"[^"\\]*","organizationId":"([^"\\]*)","environment":"[^"\\]*","scopes":\[(?:"([^"\\]*(?:","[^"\\]*)*)")?\]/

/** Whose request it is: what the API behind a gateway learns of a key. */
export function keyHeaders(keyJson: string): Record<string, string> {
  const [whole, id = '', organizationId = '', words = ''] = plain.exec(keyJson) ?? []
  if (whole !== undefined) return toHeaders({ id, organizationId, scopes: words.replaceAll('","', ' ') })
  const key = JSON.parse(keyJson)
  return toHeaders({ id: key.id, organizationId: key.organizationId, scopes: key.scopes.join(' ') })
}

function toHeaders(key: { id: string; organizationId: string; scopes: string }): Record<string, string> {
  return {
    'x-keyturn-key-id': key.id,
    'x-keyturn-organization-id': key.organizationId,
    'x-keyturn-scopes': key.scopes,
  }
}
