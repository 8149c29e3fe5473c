import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type StartedSmtpServer, startSmtpServer } from '@keyturn/example-outreach-api/testing'
import Database from 'better-sqlite3'
import { setupToken } from '../harness/setup-token.ts'
import { type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'
import { compareTimes, type TimedClass, type TimedRequest, type TimingReport } from './compare-times.ts'
import { linkIn, mailSettings, publicUrl } from './mailed-links.ts'

type Samples = { signIns: number; resets: number; previews: number }

export type PeopleTiming = { signIn: TimingReport; reset: TimingReport; preview: TimingReport }

const password = 'seven tall herons wade'

/**
 * How long the calls take that strangers make about people (G22): signing in with a wrong password of somebody, of
 * nobody, and of somebody who has none; asking for a new password for somebody and for nobody; opening an invitation with
 * a link that was withdrawn, that resembles a good one, and that nobody was sent. Each request comes from a place of its
 * own, or the limits on attempts would answer.
 */
export async function runPeopleTiming(samples: Samples): Promise<PeopleTiming> {
  const mail = await startSmtpServer()
  const keyturn = await startKeyturn({ database: 'sqlite', env: mailSettings(mail.port) })
  try {
    const people = await makePeople(keyturn, samples)
    const links = await makeLinks(keyturn, mail)
    const { url } = keyturn
    return {
      signIn: await compareTimes(url, signInClasses(people), { samples: samples.signIns, status: 401 }),
      reset: await compareTimes(url, resetClasses(people), { samples: samples.resets, status: 204 }),
      preview: await compareTimes(url, previewClasses(links), { samples: samples.previews, status: 404 }),
    }
  } finally {
    await keyturn.remove()
    await mail.close()
  }
}

type People = { known: string[]; withoutPassword: string[]; unknown: string[] }

/**
 * Enough of them that no account has too many attempts: all have the password of the owner, which is hashed once, or none.
 * An account takes a hundred attempts a day from anywhere, and five requests for mail an hour.
 */
async function makePeople({ url, dataDirectory }: StartedKeyturn, samples: Samples): Promise<People> {
  const made = await fetch(`${url}/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: publicUrl },
    body: JSON.stringify({ email: 'owner@example.com', password, token: setupToken(dataDirectory) }),
  })
  if (!made.ok) throw new Error(await made.text())
  const count = 20 + Math.ceil(samples.signIns / 100) + Math.ceil(samples.resets / 4)
  const named = (kind: string) => Array.from({ length: count }, (_, index) => `${kind}${index}@example.com`)
  const people = { known: named('known'), withoutPassword: named('without'), unknown: named('unknown') }
  const database = new Database(join(dataDirectory, 'keyturn.db'), { timeout: 5_000 })
  try {
    const user = database.prepare(
      'insert into users (id, email, email_verified_at, created_at, updated_at) values (?, ?, 0, 0, 0)',
    )
    const copy = database.prepare(
      'insert into passwords (user_id, hash, changed_at) select ?, hash, 0 from passwords limit 1',
    )
    database.transaction(() => {
      for (const [index, email] of people.known.entries()) {
        user.run(`usr_known${index}`, email)
        copy.run(`usr_known${index}`)
      }
      for (const [index, email] of people.withoutPassword.entries()) user.run(`usr_without${index}`, email)
    })()
  } finally {
    database.close()
  }
  return people
}

type Links = { good: string; withdrawn: string }

async function makeLinks({ client }: StartedKeyturn, mail: StartedSmtpServer): Promise<Links> {
  const { id } = await client.organizations.create({ name: 'Acme' })
  const invite = async (email: string) => {
    const invitation = await client.organizations.createInvitation(id, { email })
    return { invitation, token: await linkIn(mail, { email, page: 'accept-invitation' }) }
  }
  const good = await invite('good@example.com')
  const withdrawn = await invite('withdrawn@example.com')
  await client.organizations.deleteInvitation(id, withdrawn.invitation.id)
  return { good: good.token, withdrawn: withdrawn.token }
}

const signInClasses = ({ known, withoutPassword, unknown }: People): TimedClass[] => {
  const wrong = (email: () => string) => () =>
    fromAnywhere('/v1/session', { email: email(), password: 'a wrong password of theirs' })
  return [
    { name: 'somebody', next: wrong(inTurn(known)) },
    { name: 'somebody without a password', next: wrong(inTurn(withoutPassword)) },
    { name: 'nobody', next: wrong(inTurn(unknown)) },
  ]
}

const resetClasses = ({ known, unknown }: People): TimedClass[] => {
  const asking = (email: () => string) => () => fromAnywhere('/v1/password-resets', { email: email() })
  return [
    { name: 'somebody', next: asking(inTurn(known)) },
    { name: 'nobody', next: asking(inTurn(unknown)) },
  ]
}

const previewClasses = ({ good, withdrawn }: Links): TimedClass[] => {
  const opening = (token: () => string) => () => fromAnywhere('/v1/invitations/preview', { token: token() })
  const random = () => randomBytes(32).toString('base64url')
  return [
    { name: 'sent to nobody', next: opening(random) },
    { name: 'resembles a good one', next: opening(() => good.slice(0, 30) + random().slice(30)) },
    { name: 'withdrawn', next: opening(() => withdrawn) },
  ]
}

function inTurn(emails: readonly string[]): () => string {
  let next = 0
  return () => emails[next++ % emails.length] ?? ''
}

function fromAnywhere(path: string, body: object): TimedRequest {
  const ip = `10.${[...randomBytes(3)].join('.')}`
  return { path, headers: { origin: publicUrl, 'x-forwarded-for': ip }, body }
}
