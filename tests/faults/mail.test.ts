import { type StartedSmtpServer, startSmtpServer } from '@keyturn/example-outreach-api/testing'
import { expect, test } from 'vitest'
import { databases, startKeyturn } from '../harness/start-keyturn.ts'

const publicUrl = 'http://localhost:8787'
const email = 'grace@example.com'
const keys = 3

const settingsFor = (port: number) => ({
  KEYTURN_SMTP_URL: `smtp://sales:p4ss-of-the-relay@127.0.0.1:${port}`,
  KEYTURN_MAIL_FROM: 'Example Keys <keys@example.com>',
  KEYTURN_PUBLIC_URL: publicUrl,
})

async function letterWith(server: StartedSmtpServer, text: string): Promise<string> {
  for (let count = 1; ; count++) {
    await server.received(count)
    const letter = server.messages[count - 1]?.text.replaceAll('=\r\n', '') ?? ''
    if (letter.includes(text)) return letter
  }
}

test.each(databases)(
  'on %s what was done while the mail server was away is told after kill -9, once',
  {
    timeout: 120_000,
  },
  async database => {
    const [before, after] = [await startSmtpServer(), await startSmtpServer()]
    const first = await startKeyturn({ database, env: settingsFor(before.port) })
    const { dataDirectory, databaseUrl, rootKey } = first
    const again = { database, dataDirectory, databaseUrl, rootKey }
    try {
      const { client } = first
      const { id: organizationId } = await client.organizations.create({ name: 'Acme' })
      const { id: apiId } = await client.apis.create({ name: 'Leads', prefix: 'ld' })
      const invitation = { email, permissions: ['manage_keys' as const] }
      await client.organizations.createInvitation(organizationId, invitation)
      const token = /#([\w-]{43})/.exec(await letterWith(before, 'Accept invitation'))?.[1]
      const accepted = await fetch(`${first.url}/v1/invitations/accept`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: publicUrl },
        body: JSON.stringify({ token, password: 'seven tall herons wade' }),
      })
      expect(accepted.status).toBe(200)
      await first.stop()
      await before.close()

      const cutOff = await startKeyturn({ ...again, env: settingsFor(before.port) })
      for (let index = 0; index < keys; index++) {
        await cutOff.client.keys.create({ apiId, organizationId, name: `Sync ${index}` })
      }
      await cutOff.kill()

      const last = await startKeyturn({ ...again, env: settingsFor(after.port) })
      const letter = await letterWith(after, `${keys} changes to API keys`)
      for (let index = 0; index < keys; index++) expect(letter).toContain(`Sync ${index}: created`)
      await last.stop()
      const told = after.messages.filter(({ text }) => text.includes('changes to API keys'))
      expect(told.map(({ recipients }) => recipients)).toEqual([[email]])
      expect(`${first.output()}${cutOff.output()}${last.output()}`).not.toContain('p4ss-of-the-relay')
    } finally {
      await first.remove()
      await after.close()
    }
  },
)
