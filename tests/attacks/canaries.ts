import { readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { credentials, type StartedSmtpServer, startSmtpServer } from '@keyturn/example-outreach-api/testing'
import Database from 'better-sqlite3'
import { filesUnder, tablesWhere } from '../harness/find-text.ts'
import { letterText, mailSettings } from './mailed-links.ts'
import { type PersonCanaries, plantPerson } from './person-canaries.ts'
import { plantPortal } from './portal-canaries.ts'
import { type Subject, startSubject } from './subject.ts'

type Places = Pick<Subject, 'keyturn' | 'secrets'>

/**
 * Where a secret that this installation has issued can be read: files with WAL, journal and usage log, every table,
 * the log, and while the process runs metrics, lists and exports. Empty when nowhere (G21).
 */
export async function findCanaries({ keyturn, secrets }: Places): Promise<string[]> {
  const { dataDirectory, databaseUrl, rootKey } = keyturn
  const found = filesUnder(dataDirectory).filter(path =>
    holds(readFileSync(path).toString('latin1'), secrets),
  )
  if (databaseUrl !== null) found.push(...(await tablesWith(databaseUrl, secrets)))
  if (holds(keyturn.output(), secrets)) found.push('the log')
  if (!isRunning(keyturn.pid)) return found
  const headers = { authorization: `Bearer ${rootKey}` }
  for (const path of readable) {
    const answer = await fetch(`${keyturn.url}${path}`, { headers })
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}`)
    if (holds(await answer.text(), secrets)) found.push(path)
  }
  return found
}

type CanaryOptions = {
  database: 'sqlite' | 'postgres'
  keys: number
  /** Each has some twenty secrets, and besides them somebody comes to a portal. */
  people: number
  command?: string
}

/**
 * Makes so many keys, people and portals, uses each of their secrets rightly and in the places where people paste them by mistake,
 * and looks. Besides them the password of the mail server and the key-encryption key are in no file but their own.
 */
export async function runCanaries(options: CanaryOptions): Promise<{ secrets: number; found: string[] }> {
  const { keys, people, ...build } = options
  const mail = await startSmtpServer()
  const subject = await startSubject({ ...build, env: mailSettings(mail.port) })
  const { keyturn, secrets } = subject
  try {
    await plantKeys(subject, keys)
    const planted: PersonCanaries[] = []
    for (let number = 0; number < people; number++) {
      planted.push(await plantPerson({ keyturn, mail }, number))
    }
    secrets.push(credentials.password, kekOf(keyturn.dataDirectory))
    for (const { secrets: own, links } of planted) {
      const tokens = Object.values(links)
      secrets.push(...own, ...tokens, ...tokens.map(bytesIn))
    }
    const told = planted.flatMap(person => person.told)
    for (let number = 0; number < people; number++) {
      const portal = await plantPortal(subject, number)
      secrets.push(...portal.secrets, ...portal.secrets.map(bytesIn))
      told.push(...portal.told)
    }
    const found = [...(await findCanaries(subject)), ...(await copyWith(subject))]
    found.push(...misdelivered(mail, { planted, secrets }))
    if (holds(told.join('\n'), secrets)) found.push('an answer to a person')
    await keyturn.stop()
    return { secrets: secrets.length, found: [...found, ...(await findCanaries(subject))] }
  } finally {
    await keyturn.remove()
    await mail.close()
  }
}

async function plantKeys(subject: Subject, keys: number): Promise<void> {
  const { keyturn, client, apiId } = subject
  await client.apis.update(apiId, { reveal: 'anytime' })
  for (let made = 0; made < keys; made++) {
    const { id, token } = await subject.issue({ name: `Canary ${made}` })
    if ((await client.keys.reveal(id)).secret !== token) throw new Error('another token was shown')
    await client.keys.verify({
      key: token,
      request: { path: `/v1/leads/${token}`, userAgent: `x ${token}` },
    })
    await misplace(keyturn.url, token)
  }
}

/** The line of the KEK file without what all such lines begin with. */
function kekOf(dataDirectory: string): string {
  const key = /^kek_(\S+)$/m.exec(readFileSync(`${dataDirectory}.kek`, 'utf8'))?.[1]
  if (key === undefined) throw new Error('no key-encryption key was made')
  return key
}

/** A copy of the database as backups are made: without what the files still hold of deleted rows. */
async function copyWith({ keyturn, secrets }: Places): Promise<string[]> {
  if (keyturn.databaseUrl !== null) return []
  const copy = join(dirname(keyturn.dataDirectory), `${Date.now()}.backup.db`)
  const database = new Database(join(keyturn.dataDirectory, 'keyturn.db'), { readonly: true })
  try {
    await database.backup(copy)
    return holds(readFileSync(copy).toString('latin1'), secrets) ? ['a backup'] : []
  } finally {
    database.close()
    rmSync(copy, { force: true })
  }
}

/** What a token stands for, as a database would hold it that did not hold its digest. */
function bytesIn(token: string): string {
  return Buffer.from(token, 'base64url').toString('latin1')
}

/** Letters that hold a secret, but for the one letter that each link is in, to whom it is meant for. */
function misdelivered(
  { messages }: StartedSmtpServer,
  { planted, secrets }: { planted: readonly PersonCanaries[]; secrets: readonly string[] },
): string[] {
  const letters = messages.map(({ recipients, text }) => ({ to: recipients.join(), text: letterText(text) }))
  const links = planted.flatMap(({ email, links: own }) => Object.values(own).map(link => ({ email, link })))
  const astray = links.filter(({ email, link }) => {
    const holding = letters.filter(({ text }) => text.includes(link))
    return holding.length !== 1 || holding[0]?.to !== email
  })
  const others = secrets.filter(secret => !links.some(({ link }) => [link, bytesIn(link)].includes(secret)))
  const telling = letters.filter(({ text }) => holds(text, others))
  return [
    ...astray.map(({ email }) => `a link for ${email} in other letters than one to them`),
    ...telling.map(({ to }) => `a letter to ${to}`),
  ]
}

async function misplace(url: string, token: string): Promise<void> {
  await fetch(`${url}/v1/keys?search=${token}`, { headers: { 'x-api-key': token } })
  await fetch(`${url}/v1/keys/${token}`, {
    headers: { authorization: `Basic ${token}`, 'user-agent': token },
  })
  await fetch(`${url}/v1/apis`, { headers: { origin: `https://${token}.example`, cookie: `key=${token}` } })
}

const readable = [
  ...['/metrics', '/openapi.json', '/v1/whoami', '/v1/keys?limit=200', '/v1/audit/events?limit=200'],
  ...[
    '/v1/audit/export',
    '/v1/audit/export?format=csv',
    '/v1/usage/events?limit=200',
    '/v1/usage/summary?groupBy=key',
    '/v1/organizations?limit=200',
    '/v1/setup',
  ],
]

/**
 * Also half of a token is found: nobody guesses the other half of what is printed so. And what reads the same in another
 * spelling, such as that of bytes in PostgreSQL. One pass over the text, however many secrets there are.
 */
function holds(text: string, secrets: readonly string[]): boolean {
  const byStart = Map.groupBy(secrets.flatMap(spellings), part => part.slice(0, startLength))
  for (let at = 0; at + startLength <= text.length; at++) {
    const parts = byStart.get(text.slice(at, at + startLength))
    if (parts?.some(part => text.startsWith(part, at))) return true
  }
  return false
}

/** No secret is shorter. */
const startLength = 8

function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret, 'latin1')
  return [
    secret.slice(-24),
    secret.slice(0, 28),
    bytes.toString('hex'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
  ]
}

function tablesWith(url: string, secrets: readonly string[]): Promise<string[]> {
  return tablesWhere(url, async (client, table) => {
    const { rows } = await client.query<{ text: string }>(`select row::text as text from ${table} as row`)
    return holds(rows.map(({ text }) => text).join('\n'), secrets)
  })
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
