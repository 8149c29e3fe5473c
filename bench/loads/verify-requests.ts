import { postRequest } from './http-connection.ts'

export type VerifyTarget = { apiId: string; serviceKey: string; tokens: readonly string[] }

/** What a service asks about each of its requests. */
export function verifyBody(token: string, apiId: string) {
  return {
    key: token,
    apiId,
    environment: 'live',
    scopes: ['leads:read'],
    request: { method: 'GET', path: '/v1/leads', ip: '203.0.113.7', userAgent: 'outreach-client/2.4' },
  }
}

/** One request for each token, with everything on: scope, network, limit, usage. */
export function verifyRequests({ apiId, serviceKey, tokens }: VerifyTarget): Buffer[] {
  const headers = { authorization: `Bearer ${serviceKey}` }
  return tokens.map(token => postRequest('/v1/keys/verify', verifyBody(token, apiId), headers))
}

export function isValid(answer: string): boolean {
  return answer.startsWith('HTTP/1.1 200') && answer.includes('"valid":true')
}

/** Up to a hundred requests of `size` verifications each. */
export function batchRequests({ tokens, apiId, serviceKey }: VerifyTarget, size: number): Buffer[] {
  const headers = { authorization: `Bearer ${serviceKey}` }
  return Array.from({ length: size < 1_000 ? 100 : 1 }, (_, first) => {
    const verifications = Array.from({ length: size }, (_each, index) =>
      verifyBody(tokens[(first * size + index) % tokens.length] ?? '', apiId),
    )
    return postRequest('/v1/keys/verify-batch', { verifications }, headers)
  })
}
