import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ada, type StartedServer, startServer } from '../testing/start-server.ts'

let started: StartedServer
beforeEach(async () => {
  started = await startServer()
})
afterEach(() => started.server.close())

const make = async (key: string, url: string, body: object): Promise<string> =>
  (await started.call(key, `POST ${url}`, body)).json().id

async function prepare(key: string) {
  const lead = await make(key, '/v1/leads', ada)
  const steps = ['research', 'qualification']
  return { lead, workflow: await make(key, '/v1/workflows', { name: 'Look and judge', steps }) }
}

describe('running a workflow', () => {
  test('does each step with each lead, once, under the key that ran it', async () => {
    const { lead, workflow } = await prepare('acme-live')
    const purpose = 'Autumn campaign'
    const run = await started.call('acme-live', `POST /v1/workflows/${workflow}/run`, {
      leadIds: [lead],
      purpose,
    })
    expect(run.statusCode).toBe(201)
    expect(run.json()).toMatchObject({
      workflowId: workflow,
      leadCount: 1,
      purpose,
      credits: 10,
      createdByKeyId: 'key_acme-live',
      createdByKeyName: 'acme-live',
    })
    const runId = run.json().id
    const research = (await started.call('acme-live', `GET /v1/research?leadId=${lead}`)).json().data
    expect(research).toMatchObject([{ runId, credits: 0, findings: { domain: 'analytical.example' } }])
    const judged = (await started.call('acme-live', `GET /v1/qualifications?leadId=${lead}`)).json().data
    expect(judged).toMatchObject([{ runId, credits: 0 }])
    expect(judged[0].isQualified).toBe(judged[0].score >= 60)
    expect(started.verifier.asked.find(({ request }) => request?.path?.endsWith('/run'))?.cost).toBe(10)
  })

  test('a key cannot do through a workflow what it may not do itself', async () => {
    const { lead, workflow } = await prepare('acme-live')
    const run = await started.call('acme-workflows:trigger', `POST /v1/workflows/${workflow}/run`, {
      leadIds: [lead],
    })
    expect(run.json()).toMatchObject({ status: 403, code: 'insufficient_scope' })
    expect(run.json().detail).toContain('research:trigger')
    expect((await started.call('acme-live', 'GET /v1/research')).json().data).toEqual([])
  })

  test('nothing is done when one of the leads is unknown or belongs to another organization', async () => {
    const { lead, workflow } = await prepare('acme-live')
    const foreign = await make('globex-live', '/v1/leads', ada)
    for (const [other, status] of [
      [foreign, 403],
      ['lead_unknown', 404],
    ] as const) {
      const body = { leadIds: [lead, other] }
      const run = await started.call('acme-live', `POST /v1/workflows/${workflow}/run`, body)
      expect(run.statusCode).toBe(status)
    }
    expect((await started.call('acme-live', 'GET /v1/runs')).json().data).toEqual([])
    expect((await started.call('acme-live', 'GET /v1/research')).json().data).toEqual([])
  })

  test('needs a key, credits and a run that fits', async () => {
    const { lead, workflow } = await prepare('acme-live')
    const url = `/v1/workflows/${workflow}/run` as const
    const body = { leadIds: [lead] }
    expect((await started.server.inject({ method: 'POST', url, payload: body })).statusCode).toBe(401)
    expect((await started.call('acme-leads:read', `POST ${url}`, body)).statusCode).toBe(403)
    expect((await started.call('acme-poor', `POST ${url}`, body)).statusCode).toBe(402)
    expect((await started.call('acme-busy', `POST ${url}`, body)).statusCode).toBe(429)
    expect((await started.call('acme-live', `POST ${url}`, { leadIds: [] })).statusCode).toBe(422)
    expect((await started.call('acme-live', `POST ${url}`, { leadIds: [lead, lead] })).statusCode).toBe(422)
    const unknown = await started.call('acme-live', 'POST /v1/workflows/workflow_unknown/run', body)
    expect(unknown.statusCode).toBe(404)
  })

  test('in the sandbox it costs nothing', async () => {
    const { lead, workflow } = await prepare('acme-test')
    const run = await started.call('acme-test', `POST /v1/workflows/${workflow}/run`, { leadIds: [lead] })
    expect(run.json()).toMatchObject({ credits: 0 })
  })
})
