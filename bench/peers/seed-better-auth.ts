import { createHash, randomBytes } from 'node:crypto'
import { openBetterAuth } from './open-better-auth.ts'

type Row = Record<string, unknown>

/** A database of so many keys, copies of one that better-auth has made; answers the tokens of the first thousand. */
export async function seedBetterAuth(file: string, count: number): Promise<string[]> {
  const { auth, database } = await openBetterAuth(file)
  const { user } = await auth.api.signUpEmail({
    body: { name: 'Vendor', email: 'vendor@example.com', password: randomBytes(16).toString('hex') },
  })
  const made = await auth.api.createApiKey({
    body: { name: 'Key', userId: user.id, permissions: { leads: ['read'], lists: ['read'] } },
  })
  const template = database.prepare('SELECT * FROM apikey WHERE id = ?').get(made.id) as Row
  const columns = Object.keys(template)
  const names = columns.map(column => `"${column}"`).join(', ')
  const insert = database.prepare(
    `INSERT INTO apikey (${names}) VALUES (${columns.map(column => `@${column}`).join(', ')})`,
  )
  const tokens: string[] = []
  const insertAll = database.transaction(() => {
    for (let number = 0; number < count; number++) {
      const token = randomBytes(48).toString('base64url')
      const key = createHash('sha256').update(token).digest('base64url')
      insert.run({ ...template, id: randomBytes(16).toString('hex'), key })
      if (tokens.length < 1_000) tokens.push(token)
    }
  })
  insertAll()
  // Without it every look-up would read the whole table; newer versions make it themselves.
  database.exec('CREATE INDEX IF NOT EXISTS apikey_key_bench ON apikey ("key")')
  database.close()
  return tokens
}
