// What every program below does with the SDK, against a server that answers like Keyturn.
import { once } from 'node:events'
import { createServer, get } from 'node:http'

const key = {
  id: 'key_1',
  name: 'K',
  apiId: 'api_1',
  organizationId: 'org_1',
  environment: 'live',
  scopes: [],
}

async function serve(listener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, url: `http://127.0.0.1:${server.address().port}` }
}

async function fakeKeyturn() {
  return serve((request, response) => {
    const chunks = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const { key: token } = JSON.parse(Buffer.concat(chunks).toString() || '{}')
      const valid = { valid: true, code: 'valid', verificationId: 'ver_1', key }
      const denied = { valid: false, code: 'not_found', status: 401, detail: 'No.', verificationId: 'ver_2' }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(token === 'good' ? valid : denied))
    })
  })
}

const status = (url, headers) =>
  new Promise((resolve, reject) => {
    get(url, { headers, agent: false }, response => resolve(response.resume().statusCode)).on('error', reject)
  })

/** Guards a server made by `protect` and prints what callers get. */
export async function tryOut(sdk, protect) {
  const { server, url } = await fakeKeyturn()
  const keyturn = new sdk.Keyturn({ url, key: 'kt_live_000000000000000000000000001CkGt6' })
  const guarded = await serve(protect({ keyturn, apiId: 'api_1', environment: 'live' }))
  const codes = [
    await status(guarded.url, { 'x-api-key': 'good' }),
    await status(guarded.url, { 'x-api-key': 'bad' }),
  ]
  console.log(`${codes.join(' ')} ${Object.keys(sdk).length}`)
  guarded.server.close()
  await keyturn.close()
  server.close()
}
