import { randomBytes } from 'node:crypto'
import { hashPassword } from '../identity/passwords/hash-password.ts'
import { Browser, goodPassword } from './browser.ts'
import type { TestServer } from './open-test-server.ts'

/** Somebody with an account and a password, as an operator with a database shell would make them. */
export type TestPerson = { userId: string; email: string }

export async function makePerson(server: TestServer): Promise<TestPerson> {
  const now = Date.now()
  const id = `usr_${randomBytes(13).toString('hex')}`
  const email = `${id}@example.com`
  const hash = await hashPassword(goodPassword)
  await server.test.context().storage.transaction(async tx => {
    await tx.insertInto('users').values({ id, email, created_at: now, updated_at: now }).execute()
    await tx.insertInto('passwords').values({ user_id: id, hash, changed_at: now }).execute()
  })
  return { userId: id, email }
}

/** Makes somebody a member of an organization; a new one unless it is named. */
export async function makeMember(
  server: TestServer,
  person: TestPerson,
  { organizationId, permissions = ['view_keys'] }: { organizationId?: string; permissions?: string[] } = {},
): Promise<string> {
  const id = organizationId ?? (await server.client().organizations.create({ name: 'Acme' })).id
  const people = `/v1/organizations/${id}/members`
  const made = await server.call('POST', people, { body: { email: person.email, permissions } })
  if (made.status !== 201) throw new Error(made.text)
  await server.test
    .context()
    .storage.transaction(tx =>
      tx
        .updateTable('members')
        .set({ user_id: person.userId })
        .where('organization_id', '=', id)
        .where('email', '=', person.email)
        .execute(),
    )
  return id
}

/** A browser in which somebody has signed in with their password, as far as that leads. */
export async function signInAs(
  server: TestServer,
  { email }: TestPerson,
  { from }: { from?: string | undefined } = {},
) {
  const browser = new Browser(server, { from })
  const answer = await browser.call('POST', '/v1/session', { body: { email, password: goodPassword } })
  return { browser, answer }
}
