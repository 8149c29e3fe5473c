// Run with the condition of an edge runtime. Node's own Response needs Buffer, so that only process can be taken away.
import { Hono } from 'hono'

const [{ log }, program] = [console, process]
delete globalThis.process
const sdk = await import('@keyturn/sdk')
const key = {
  id: 'key_1',
  name: 'K',
  apiId: 'api_1',
  organizationId: 'org_1',
  environment: 'live',
  scopes: [],
}
const verdict = { valid: true, code: 'valid', verificationId: 'ver_1', key }
const keyturn = new sdk.Keyturn({
  url: 'https://keys.example.com',
  key: 'kt_live_000000000000000000000000001CkGt6',
  fetch: async () => Response.json(verdict),
})
const app = new Hono()
app.use(sdk.keyturnHono({ keyturn, apiId: 'api_1', environment: 'live' }))
app.get('/', context => context.text('ok'))
const admitted = await app.request('/', { headers: { 'x-api-key': 'good' } })
const refused = await app.request('/')
globalThis.process = program
log(`${admitted.status} ${refused.status} ${Object.keys(sdk).length}`)
