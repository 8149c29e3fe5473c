import { openApiDocument } from '@keyturn/contract'
import * as fc from 'fast-check'
import { type Schema, valuesOf } from './schema-values.ts'
import { sendBytes } from './send-bytes.ts'
import { type Subject, startSubject } from './subject.ts'

export type LaneFuzzReport = { seed: number; requests: number; verdicts: number; wrong: string[] }

/** A header that the hot lane does not take, so that the same request goes through the ordinary one. */
const unusual = 'X-Lane: ordinary'

/** The same verification through both lanes of one process: what they answer must be the same. */
export async function runLaneFuzz(options: {
  database: 'sqlite' | 'postgres'
  requests: number
  seed: number
  command?: string
}): Promise<LaneFuzzReport> {
  const { requests, seed, ...build } = options
  const subject = await startSubject(build)
  const wrong: string[] = []
  let verdicts = 0
  try {
    for (let sent = 0; sent < requests && wrong.length < 10; sent += 100) {
      const numRuns = Math.min(100, requests - sent)
      for (const body of fc.sample(verifications(subject), { numRuns, seed: seed + sent })) {
        const [hot, ordinary] = [await tell(subject, body, []), await tell(subject, body, [unusual])]
        if (hot.startsWith('HTTP/1.1 200')) verdicts += 1
        if (hot !== ordinary) wrong.push(`seed ${seed + sent}: ${body.slice(0, 800)}: ${hot} or ${ordinary}`)
      }
    }
    await subject.keyturn.stop()
    return { seed, requests, verdicts, wrong }
  } finally {
    await subject.keyturn.remove()
  }
}

/** Bodies by the schema, and now and then with a few bytes changed. */
function verifications({ apiId, organizationId, keys }: Subject): fc.Arbitrary<string> {
  const { components } = openApiDocument({ version: '0', serverUrl: '' }) as unknown as {
    components: { schemas: Record<string, Schema> }
  }
  const known = {
    apiId: [apiId, 'api_none'],
    organizationId: [organizationId, 'org_none'],
    environment: ['live', 'test'],
    key: Object.values(keys).map(({ token }) => token),
    scopes: [['leads:read'], 'leads:read or leads:write', 'not (a:b', [], ['*']],
  }
  const schema = { $ref: '#/components/schemas/Verification' }
  const damage = fc.tuple(
    fc.nat(),
    fc.nat({ max: 2 }),
    fc.constantFrom('', ' ', '"', ',', '}', '\\', '\u00e9', '0', '\n', ':'),
  )
  return fc
    .tuple(valuesOf(schema, { definitions: components.schemas, known }), fc.oneof(fc.constant(null), damage))
    .map(([value, change]) => damaged(JSON.stringify(value), change))
}

function damaged(text: string, change: [number, number, string] | null): string {
  if (change === null) return text
  const at = change[0] % (text.length + 1)
  return text.slice(0, at) + change[2] + text.slice(at + change[1])
}

/** What both lanes must agree on: everything but ids, times and how the connection goes on. */
async function tell({ port, rootKey }: Subject, body: string, headers: string[]): Promise<string> {
  const bytes = Buffer.from(body)
  const lines = [
    'POST /v1/keys/verify HTTP/1.1',
    'Host: localhost',
    `Authorization: Bearer ${rootKey}`,
    'Content-Type: application/json',
    `Content-Length: ${bytes.length}`,
    ...headers,
  ]
  const last = 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
  const { all } = await sendBytes(
    port,
    Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), bytes, Buffer.from(last)]),
  )
  return all
    .replaceAll(/(?:req|ver)_[0-9a-z]{24,26}/g, 'id')
    .replaceAll(/date: .{29}/gi, 'date')
    .replaceAll(/It is \d{4}-[0-9T:.-]{18}Z/g, 'It is')
}
