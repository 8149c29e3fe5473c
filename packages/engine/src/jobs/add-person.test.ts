import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createOrganization } from '../organizations/create-organization.ts'
import { getSession } from '../sessions/get-session.ts'
import { startSession } from '../sessions/start-session.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { requestOf, addPerson as signedIn } from '../testing/people.ts'
import { createSignInLink } from '../users/create-sign-in-link.ts'
import { takeSignInLink } from '../users/sign-in-link.ts'
import { addPerson } from './add-person.ts'

onBothDatabases(suite => {
  const organization = async (name: string) => (await createOrganization(suite.ctx, { name })).result.id

  test('somebody who was added signs in with a link, once, and has one account in every organization', async () => {
    const [first, second] = [await organization('Northwind'), await organization('Contoso')]
    const email = `Ada.${randomBytes(4).toString('hex')}@northwind.example`
    const person = { email, name: 'Ada Brandt', permissions: ['view_keys' as const] }
    const member = await addPerson(suite.ctx, { ...person, organizationId: first })
    const other = await addPerson(suite.ctx, { ...person, organizationId: second, permissions: [] })
    expect(other.result.userId).toBe(member.result.userId)
    const again = addPerson(suite.ctx, { ...person, organizationId: first })
    await expect(again).rejects.toMatchObject({ code: 'conflict' })

    const digest = randomBytes(32)
    expect(await createSignInLink(suite.ctx, { email, digest })).toBe(true)
    const { userId } = await takeSignInLink(suite.ctx, { digest })
    await startSession(suite.ctx, { userId, digest, method: 'link', withSecondFactor: false })
    const session = await getSession(await requestOf(suite.ctx, digest))
    expect(session).toMatchObject({ organizationId: first, permissions: ['view_keys'] })
    expect(session.memberships.map(({ organizationId }) => organizationId).sort()).toEqual(
      [first, second].sort(),
    )
    await expect(takeSignInLink(suite.ctx, { digest })).rejects.toMatchObject({ code: 'invalid_credentials' })
  })

  test('there is no link for who has no account, and nobody can ask for any of this from outside', async () => {
    const email = 'nobody@northwind.example'
    const digest = randomBytes(32)
    expect(await createSignInLink(suite.ctx, { email, digest })).toBe(false)
    const owner = await (await signedIn(suite, { operator: 'owner' })).request()
    await expect(createSignInLink(owner, { email, digest })).rejects.toThrow('from outside')
    const organizationId = await organization('Fabrikam')
    const person = { organizationId, email, name: 'Nobody', permissions: [] }
    await expect(addPerson(owner, person)).rejects.toThrow('from outside')
  })
})
