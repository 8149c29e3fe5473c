import { expect, test } from 'vitest'
import { ada, startServer } from '../testing/start-server.ts'
import { seedSampleData } from './seed-sample-data.ts'

test('each organization gets its own samples, different ones live and in the sandbox', async () => {
  const { call, dataSets } = await startServer()
  seedSampleData(dataSets, ['org_acme', 'org_globex'])
  const live = (await call('acme-live', 'GET /v1/lists')).json().data
  expect(live).toHaveLength(3)
  const sandbox = (await call('acme-test', 'GET /v1/lists')).json().data
  expect(sandbox).toMatchObject([{ name: 'Sandbox list', organizationId: 'org_acme' }])
  expect((await call('globex-live', 'GET /v1/leads')).json().data).toHaveLength(9)
  expect((await call('acme-live', `GET /v1/lists/${live[0].id}/count`)).json().count).toBeGreaterThan(0)
})

test('seeding again adds nothing, and brings nothing back', async () => {
  const { call, dataSets } = await startServer()
  seedSampleData(dataSets, ['org_acme'])
  for (const { id } of (await call('acme-live', 'GET /v1/leads')).json().data) {
    await call('acme-live', `DELETE /v1/leads/${id}`)
  }
  await call('acme-live', 'POST /v1/leads', ada)
  seedSampleData(dataSets, ['org_acme'])
  expect((await call('acme-live', 'GET /v1/leads')).json().data).toMatchObject([ada])
  expect((await call('acme-live', 'GET /v1/lists')).json().data).toHaveLength(3)
})
