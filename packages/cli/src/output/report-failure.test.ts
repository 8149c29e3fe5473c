import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { toFailure } from './report-failure.ts'

test('a port that is taken is told, and each setting that may have named it', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const [error] = await once(createServer().listen(port, '127.0.0.1'), 'error')
  const [sentence] = toFailure(error).sentences
  for (const named of [port, 'KEYTURN_PORT', 'KEYTURN_VERIFICATION_PORT', 'KEYTURN_METRICS_PORT'])
    expect(sentence).toContain(String(named))
  taken.close()
})
