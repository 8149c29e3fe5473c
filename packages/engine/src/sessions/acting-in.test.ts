import { expect, test } from 'vitest'
import { listKeys } from '../keys/list-keys.ts'
import { deleteMember } from '../members/delete-member.ts'
import { updateMember } from '../members/update-member.ts'
import { updateOrganization } from '../organizations/update-organization.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { addPerson, requestOf } from '../testing/people.ts'
import { getSession } from './get-session.ts'

const notFound = { code: 'not_found' }

onBothDatabases(suite => {
  /** Somebody who is signed in to one organization and a member of another, too. */
  async function ofTwo() {
    const { id: first } = await suite.organization()
    const { id: second } = await suite.organization()
    const ada = await addPerson(suite, { organizationId: first, permissions: ['view_keys'] })
    const memberId = ada.memberId.replace(/.$/, letter => (letter === 'z' ? 'y' : 'z'))
    const now = suite.ctx.clock.now()
    await suite.write(null, tx =>
      tx
        .insertInto('members')
        .values({
          id: memberId,
          organization_id: second,
          user_id: ada.userId,
          email: ada.email,
          name: 'Ada',
          permissions: '["administer"]',
          created_at: now,
          updated_at: now,
        })
        .execute(),
    )
    return { first, second, ada, memberId }
  }

  test('a request acts in the organization that it names, and the next one where the session is switched to', async () => {
    const { first, second, ada } = await ofTwo()
    const [one, two] = [
      await suite.key({ organizationId: first }),
      await suite.key({ organizationId: second }),
    ]
    const [here, there] = [await ada.request(), await requestOf(suite.ctx, ada.digest, second)]
    expect((await listKeys(here)).data.map(({ id }) => id)).toEqual([one.key.id])
    expect((await listKeys(there)).data.map(({ id }) => id)).toEqual([two.key.id])
    expect(await getSession(there)).toMatchObject({ organizationId: second, permissions: ['administer'] })
    await updateOrganization(there, { organizationId: second, patch: { name: 'Second' } })
    const here2 = updateOrganization(await ada.request(), { organizationId: first, patch: { name: 'First' } })
    await expect(here2).rejects.toMatchObject({ code: 'insufficient_permission' })
  })

  test('an organization that its holder is not a member of, or that does not exist, is answered like none', async () => {
    const { ada } = await ofTwo()
    const { id: foreign } = await suite.organization()
    const unknown = foreign.replace(/.$/, letter => (letter === 'z' ? 'y' : 'z'))
    for (const organizationId of [foreign, unknown]) {
      await expect(requestOf(suite.ctx, ada.digest, organizationId)).rejects.toMatchObject(notFound)
    }
    const operator = await addPerson(suite, { operator: 'operator' })
    expect((await requestOf(suite.ctx, operator.digest, foreign)).reach.organizationId).toBe(foreign)
    await expect(requestOf(suite.ctx, operator.digest, unknown)).rejects.toMatchObject(notFound)
  })

  test('who is removed acts there no more, and a change that they had begun is not made', async () => {
    const { second, ada, memberId } = await ofTwo()
    const begun = await requestOf(suite.ctx, ada.digest, second)
    const boss = await addPerson(suite, { organizationId: second, permissions: ['administer'] })
    const place = { organizationId: second, memberId }
    await updateMember(await boss.request(), { ...place, patch: { permissions: ['view_keys'] } })
    const change = updateOrganization(begun, { organizationId: second, patch: { name: 'Late' } })
    await expect(change).rejects.toMatchObject({ code: 'session_ended' })
    await deleteMember(await boss.request(), place)
    await expect(requestOf(suite.ctx, ada.digest, second)).rejects.toMatchObject(notFound)
    await ada.request()
  })

  test('a second factor is asked for by the organization of the request', async () => {
    const { first, second, ada } = await ofTwo()
    await updateOrganization(suite.ctx, {
      organizationId: second,
      patch: { keyPolicy: { requireMfa: true } },
    })
    await listKeys(await requestOf(suite.ctx, ada.digest, first))
    const asked = listKeys(await requestOf(suite.ctx, ada.digest, second))
    await expect(asked).rejects.toMatchObject({ code: 'mfa_required' })
  })

  test('somebody who is disabled is signed out, whatever a request names', async () => {
    const { second, ada } = await ofTwo()
    await suite.write(null, tx =>
      tx.updateTable('users').set({ disabled_at: 1 }).where('id', '=', ada.userId).execute(),
    )
    const asked = requestOf(suite.ctx, ada.digest, second)
    await expect(asked).rejects.toMatchObject({ code: 'session_ended' })
  })
})
