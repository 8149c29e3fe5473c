import { beforeEach, describe, expect, test } from 'vitest'
import { ada, type Call, startServer } from '../testing/start-server.ts'

let call: Call
beforeEach(async () => {
  call = (await startServer()).call
})

async function createLead(key = 'acme-live', fields: Partial<typeof ada> = {}): Promise<string> {
  return (await call(key, 'POST /v1/leads', { ...ada, ...fields })).json().id
}

describe('leads', () => {
  test('a new lead is answered bare with 201, an id, its organization and the key that made it', async () => {
    const answer = await call('acme-live', 'POST /v1/leads', ada)
    expect(answer.statusCode).toBe(201)
    expect(answer.json()).toEqual({
      id: expect.stringMatching(/^lead_[0-9a-z]{26}$/),
      organizationId: 'org_acme',
      ...ada,
      createdByKeyId: 'key_acme-live',
      createdByKeyName: 'acme-live',
      createdAt: expect.any(String),
      updatedAt: answer.json().createdAt,
    })
    expect(answer.headers['location']).toBe(`/v1/leads/${answer.json().id}`)
  })

  test('can be read, changed and deleted', async () => {
    const id = await createLead()
    expect((await call('acme-live', `GET /v1/leads/${id}`)).json()).toMatchObject({ id, ...ada })
    const changed = await call('acme-live', `PATCH /v1/leads/${id}`, { company: 'Babbage & Co' })
    expect(changed.json()).toMatchObject({ ...ada, company: 'Babbage & Co' })
    expect((await call('acme-live', `GET /v1/leads/${id}`)).json()).toEqual(changed.json())
    expect((await call('acme-live', `DELETE /v1/leads/${id}`)).statusCode).toBe(204)
    expect((await call('acme-live', `GET /v1/leads/${id}`)).statusCode).toBe(404)
  })

  test('a lead of another organization is 403 wrong_organization, an unknown one 404', async () => {
    const id = await createLead()
    for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
      const body = method === 'PATCH' ? { company: 'Taken' } : undefined
      const foreign = await call('globex-live', `${method} /v1/leads/${id}`, body)
      expect(foreign.statusCode).toBe(403)
      expect(foreign.json()).toMatchObject({ code: 'wrong_organization' })
      const unknown = await call('globex-live', `${method} /v1/leads/lead_unknown`, body)
      expect(unknown.statusCode).toBe(404)
      expect(unknown.json()).toMatchObject({ code: 'not_found' })
    }
    expect((await call('acme-live', `GET /v1/leads/${id}`)).json()).toMatchObject(ada)
  })

  test('a list shows those of the own organization, newest first, and can be filtered by key', async () => {
    const first = await createLead()
    await createLead('globex-live')
    const byOtherKey = await createLead('acme-leads:write')
    const all = (await call('acme-live', 'GET /v1/leads')).json()
    expect(all.data.map((lead: { id: string }) => lead.id).toSorted()).toEqual([first, byOtherKey].toSorted())
    expect(all.nextCursor).toBeNull()
    const filtered = (await call('acme-live', 'GET /v1/leads?createdByKeyId=key_acme-leads:write')).json()
    expect(filtered.data).toMatchObject([{ id: byOtherKey }])
  })

  test('pages cover every lead once, while leads come and go between them', async () => {
    const ids = new Set<string>()
    for (let index = 0; index < 5; index++) ids.add(await createLead())
    const seen: string[] = []
    let cursor = ''
    do {
      const page = (await call('acme-live', `GET /v1/leads?limit=2${cursor}`)).json()
      for (const { id } of page.data) seen.push(id)
      await call('acme-live', `DELETE /v1/leads/${seen.at(-1)}`)
      await createLead()
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`
    } while (cursor !== '')
    expect(seen.filter(id => ids.has(id))).toHaveLength(5)
    expect(new Set(seen).size).toBe(seen.length)
  })

  test.each([
    [{ ...ada, email: 'nobody' }, 422, 'invalid_input', '/email'],
    [{ ...ada, firstName: ' ' }, 422, 'invalid_input', '/firstName'],
    [{ firstName: 'Ada' }, 422, 'invalid_input', '/lastName'],
    [{ ...ada, organizationId: 'org_globex' }, 400, 'unknown_field', '/organizationId'],
    [[ada], 422, 'invalid_input', ''],
  ])('refuses %j with %i %s at %j', async (body, status, code, pointer) => {
    const answer = await call('acme-live', 'POST /v1/leads', body)
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toMatchObject({ code })
    expect(answer.json().errors[0].pointer).toBe(pointer)
  })

  test.each([
    ['limit=0', 'invalid_parameter'],
    ['limit=201', 'invalid_parameter'],
    ['limit=1&limit=2', 'invalid_parameter'],
    ['cursor=bm8', 'invalid_cursor'],
    ['colour=red', 'unknown_field'],
  ])('refuses the query %s with 400 %s', async (query, code) => {
    const answer = await call('acme-live', `GET /v1/leads?${query}`)
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ code })
  })
})
