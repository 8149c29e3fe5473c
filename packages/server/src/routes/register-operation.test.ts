import { type Operation, operations } from '@keyturn/contract'
import type { Effect } from '@keyturn/engine'
import { openTestEngine, type TestEngine } from '@keyturn/engine/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clientAddressFrom } from '../http/client-address.ts'
import { createApp } from '../http/create-app.ts'
import { createSingleSignOn } from '../identity/oidc/single-sign-on.ts'
import { ownPages } from '../identity/sessions/own-pages.ts'
import { createLog } from '../logs/create-log.ts'
import { createFailureLog } from '../logs/failure-log.ts'
import { createRequestMetrics } from '../metrics/request-metrics.ts'
import { createReadiness } from '../process/readiness.ts'
import { registerOperation } from './register-operation.ts'

const singleSignOn = createSingleSignOn({ publicUrl: '', outboundAllow: [] })
let engine: TestEngine
beforeAll(async () => {
  engine = await openTestEngine({ database: 'sqlite' })
})
afterAll(() => engine.close())

const effectiveBy = '2027-03-01T00:00:00.000Z'
const effect: Effect = { everywhere: false, effectiveBy, waitingFor: ['node_1'] }

test.each(['deleteKey', 'revokeKey', 'updateOrganization'])(
  '%s is 202 and says when, as long as a node has not confirmed',
  async operationId => {
    const operation: Operation | undefined = operations.find(
      candidate => candidate.operationId === operationId,
    )
    if (!operation) throw new Error('no such operation')
    const log = createLog('silent')
    const app = createApp({
      log,
      failures: createFailureLog(log),
      metrics: createRequestMetrics(() => engine.engine.status()),
      readiness: createReadiness(),
      helpUrl: 'http://localhost/help',
      isSecure: false,
      sendMissingPage: () => null,
      routes: [],
    })
    registerOperation(app, operation, {
      handler: async () => ({ body: { done: true }, effect }),
      options: {
        engine: engine.engine,
        clientAddress: clientAddressFrom([]),
        pages: ownPages(''),
        publicUrl: '',
        singleSignOn,
      },
    })
    const answer = await app.inject({
      method: operation.method,
      url: operation.path.replace('{id}', 'key_1'),
      headers: { 'x-api-key': engine.rootKey, 'content-type': 'application/json' },
      payload: '{}',
    })
    expect(answer.statusCode).toBe(202)
    expect(answer.headers['keyturn-effective-by']).toBe(effectiveBy)
    expect(answer.payload).toBe(operation.success.schema ? '{"done":true}' : '')
    await app.close()
  },
)
