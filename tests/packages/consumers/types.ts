import {
  type CreateKeyBody,
  Keyturn,
  KeyturnError,
  keyturnExpress,
  keyturnHono,
  keyturnNext,
} from '@keyturn/sdk'

const keyturn = new Keyturn({
  url: 'https://keys.example.com',
  key: 'kt_live_000000000000000000000000001CkGt6',
})
const body: CreateKeyBody = { apiId: 'api_1', organizationId: 'org_1', name: 'K' }

export async function use(): Promise<string> {
  const { secret } = await keyturn.keys.create(body)
  for await (const key of keyturn.keys.list({ apiId: 'api_1' })) if (key.name === 'K') return key.id
  const verdict = await keyturn.keys.verify({ key: secret ?? '' })
  if (!verdict.valid) return verdict.detail
  // @ts-expect-error: there is no such call.
  await keyturn.keys.steal()
  return verdict.key.organizationId ?? ''
}

const options = { keyturn, apiId: 'api_1', environment: 'live' }
export const express = keyturnExpress(options)
export const hono = keyturnHono({ ...options, peerAddress: context => context.req.raw.headers.get('x') })
export const GET = keyturnNext(options)((request: Request, context: { params: Promise<object> }, { key }) =>
  Response.json({ url: request.url, params: context.params, organization: key.organizationId }),
)
export const codeOf = (error: unknown) => (error instanceof KeyturnError ? error.retryAfterSeconds : null)
