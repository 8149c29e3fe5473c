import { beforeEach, describe, expect, test } from 'vitest'
import { ada, type Call, startServer } from '../testing/start-server.ts'

let call: Call
beforeEach(async () => {
  call = (await startServer()).call
})

async function create(key: string, path: '/v1/lists' | '/v1/leads'): Promise<string> {
  const answer = await call(key, `POST ${path}`, path === '/v1/leads' ? ada : { name: 'Prospects' })
  return answer.json().id
}

describe('lists', () => {
  test('can be created, read, renamed, listed and deleted', async () => {
    const created = await call('acme-live', 'POST /v1/lists', { name: ' Prospects ' })
    expect(created.statusCode).toBe(201)
    const { id } = created.json()
    expect(created.json()).toMatchObject({ name: 'Prospects', createdByKeyId: 'key_acme-live' })
    expect((await call('acme-live', `GET /v1/lists/${id}`)).json()).toEqual(created.json())
    await call('acme-live', `PATCH /v1/lists/${id}`, { name: 'Customers' })
    expect((await call('acme-live', 'GET /v1/lists')).json().data).toMatchObject([{ id, name: 'Customers' }])
    expect((await call('acme-live', `DELETE /v1/lists/${id}`)).statusCode).toBe(204)
    expect((await call('acme-live', `GET /v1/lists/${id}`)).statusCode).toBe(404)
  })

  test('hold leads: adding twice counts once, and deleting the list keeps them', async () => {
    const list = await create('acme-live', '/v1/lists')
    const lead = await create('acme-live', '/v1/leads')
    await create('acme-live', '/v1/leads')
    for (let times = 0; times < 2; times++) {
      const added = await call('acme-live', `POST /v1/lists/${list}/leads`, { leadId: lead })
      expect(added.statusCode).toBe(204)
    }
    expect((await call('acme-live', `GET /v1/lists/${list}/count`)).json()).toEqual({ count: 1 })
    const members = (await call('acme-live', `GET /v1/leads?listId=${list}`)).json()
    expect(members.data).toMatchObject([{ id: lead }])
    await call('acme-live', `DELETE /v1/lists/${list}`)
    expect((await call('acme-live', `GET /v1/leads/${lead}`)).statusCode).toBe(200)
  })

  test('lose a lead that is removed or deleted', async () => {
    const list = await create('acme-live', '/v1/lists')
    const [first, second] = [await create('acme-live', '/v1/leads'), await create('acme-live', '/v1/leads')]
    for (const leadId of [first, second]) await call('acme-live', `POST /v1/lists/${list}/leads`, { leadId })
    const removed = await call('acme-live', `DELETE /v1/lists/${list}/leads/${first}`)
    expect(removed.statusCode).toBe(204)
    expect((await call('acme-live', `GET /v1/lists/${list}/count`)).json()).toEqual({ count: 1 })
    await call('acme-live', `DELETE /v1/leads/${second}`)
    expect((await call('acme-live', `GET /v1/lists/${list}/count`)).json()).toEqual({ count: 0 })
  })

  test('of another organization are 403, in every call', async () => {
    const list = await create('acme-live', '/v1/lists')
    const lead = await create('acme-live', '/v1/leads')
    const own = await create('globex-live', '/v1/lists')
    const ownLead = await create('globex-live', '/v1/leads')
    const answers = [
      await call('globex-live', `GET /v1/lists/${list}`),
      await call('globex-live', `GET /v1/lists/${list}/count`),
      await call('globex-live', `PATCH /v1/lists/${list}`, { name: 'Taken' }),
      await call('globex-live', `DELETE /v1/lists/${list}`),
      await call('globex-live', `POST /v1/lists/${list}/leads`, { leadId: ownLead }),
      await call('globex-live', `POST /v1/lists/${own}/leads`, { leadId: lead }),
      await call('globex-live', `DELETE /v1/lists/${own}/leads/${lead}`),
      await call('globex-live', `GET /v1/leads?listId=${list}`),
    ]
    expect(answers.map(answer => answer.statusCode)).toEqual(answers.map(() => 403))
    expect(answers.map(answer => answer.json().code)).toEqual(answers.map(() => 'wrong_organization'))
    expect((await call('globex-live', 'GET /v1/lists')).json().data).toMatchObject([{ id: own }])
    expect((await call('globex-live', 'GET /v1/lists/list_unknown')).statusCode).toBe(404)
  })
})
