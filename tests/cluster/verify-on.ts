import type { VerifyRequest, VerifyResponse } from '@keyturn/contract/client'
import type { StartedKeyturn } from '../harness/start-keyturn.ts'

/** The verdicts of every node, asked at the same time. */
export async function verifyOnAll(
  nodes: readonly StartedKeyturn[],
  request: VerifyRequest,
): Promise<VerifyResponse[]> {
  return Promise.all(nodes.map(node => node.client.keys.verify(request)))
}
