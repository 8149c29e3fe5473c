import { readFileSync } from 'node:fs'
import { filesUnder, tablesWhere } from '../harness/find-text.ts'
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

/** Issues so many keys, presents each rightly and in the places where people paste them by mistake, and looks. */
export async function runCanaries(options: {
  database: 'sqlite' | 'postgres'
  keys: number
}): Promise<{ secrets: number; found: string[] }> {
  const subject = await startSubject(options.database)
  const { keyturn, client, secrets } = subject
  try {
    await client.apis.update(subject.apiId, { reveal: 'anytime' })
    for (let made = 0; made < options.keys; made++) {
      const { id, token } = await subject.issue({ name: `Canary ${made}` })
      if ((await client.keys.reveal(id)).secret !== token) throw new Error('another token was shown')
      await client.keys.verify({
        key: token,
        request: { path: `/v1/leads/${token}`, userAgent: `x ${token}` },
      })
      await misplace(keyturn.url, token)
    }
    const found = await findCanaries(subject)
    await keyturn.stop()
    return { secrets: secrets.length, found: [...found, ...(await findCanaries(subject))] }
  } finally {
    await keyturn.remove()
  }
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
  ],
]

/** Also half of a token is found: nobody guesses the other half of what is printed so. */
function holds(text: string, secrets: readonly string[]): boolean {
  return secrets.some(secret => text.includes(secret.slice(-24)) || text.includes(secret.slice(0, 28)))
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
