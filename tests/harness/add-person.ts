import { argon2Sync, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { CreateMemberBody } from '@keyturn/contract/client'
import Database from 'better-sqlite3'
import type { WatchedPage } from './open-browser.ts'
import { signInHere } from './sign-in-here.ts'
import type { StartedDashboard } from './start-dashboard.ts'

export type AddedPerson = { email: string; name: string; password: string; userId: string }

const password = 'nine slow otters float'

/** Somebody with a password who has joined these organizations, as if they had accepted invitations. */
export async function addPerson(
  { keyturn, organization }: Pick<StartedDashboard, 'keyturn' | 'organization'>,
  input: {
    name: string
    permissions: CreateMemberBody['permissions']
    /** Default: the organization of the dashboard. */
    organizationIds?: readonly string[]
  },
): Promise<AddedPerson> {
  const { name, permissions, organizationIds = [organization.id] } = input
  const userId = `usr_${randomBytes(13).toString('hex')}`
  const email = `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}.${userId.slice(-4)}@example.com`
  for (const id of organizationIds) {
    await keyturn.client.organizations.createMember(id, { email, name, permissions: permissions ?? [] })
  }
  const database = new Database(join(keyturn.dataDirectory, 'keyturn.db'), { timeout: 5_000 })
  try {
    const now = Date.now()
    database
      .prepare('INSERT INTO users (id, email, name, created_at, updated_at) VALUES (?, ?, ?, ?, ?)')
      .run(userId, email, name, now, now)
    database
      .prepare('INSERT INTO passwords (user_id, hash, changed_at) VALUES (?, ?, ?)')
      .run(userId, hashOf(password), now)
    database.prepare('UPDATE members SET user_id = ? WHERE email = ?').run(userId, email)
  } finally {
    database.close()
  }
  return { email, name, password, userId }
}

/** As the server keeps it, and cheaper to compute. */
function hashOf(message: string): string {
  const nonce = randomBytes(16)
  const tag = argon2Sync('argon2id', { message, nonce, memory: 64, passes: 1, parallelism: 1, tagLength: 32 })
  const text = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')
  return `$argon2id$v=19$m=64,t=1,p=1$${text(nonce)}$${text(tag)}`
}

/** A page on which a person has signed in. */
export async function openAs(
  { open, url }: Pick<StartedDashboard, 'open' | 'url'>,
  person: AddedPerson,
  options: Parameters<StartedDashboard['open']>[0] = {},
): Promise<WatchedPage> {
  const opened = await open(options)
  await opened.page.goto(`${url}/sign-in`)
  await signInHere(opened, person)
  await opened.page.getByRole('heading', { name: 'Overview' }).waitFor()
  return opened
}
