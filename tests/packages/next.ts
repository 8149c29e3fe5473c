import { eventually } from '../harness/eventually.ts'
import { type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'
import { type NextApplication, nextVersion, startNextApplication } from './next-application.ts'
import { type NextCheck, nextChecks } from './next-checks.ts'

export type NextReport = {
  next: string
  checks: number
  admitted: number
  /** Of admitted requests, as Keyturn heard of them. */
  outcomes: number
  /** What callers got that they should not have got. */
  wrongAnswers: string[]
  /** Of which Keyturn heard another status than the caller. */
  wrongOutcomes: string[]
}

/** Calls every route of an application of Next.js on both of its runtimes, and compares what Keyturn heard of it. */
export async function runNext({ database }: { database: 'sqlite' | 'postgres' }): Promise<NextReport> {
  const keyturn = await startKeyturn({ database })
  let application: NextApplication | null = null
  try {
    const { settings, tokens, organizationId } = await prepare(keyturn)
    application = await startNextApplication(settings)
    const wrongAnswers: string[] = []
    const expected: string[] = []
    for (const check of nextChecks) {
      const fault = await faultOf(check, { url: application.url, tokens, organizationId })
      if (fault !== null) wrongAnswers.push(fault)
      if (isAdmitted(check)) expected.push(`${check.method ?? 'GET'} ${check.path} ${check.status}`)
    }
    const heard = await hearOutcomes(keyturn, { organizationId, count: expected.length })
    const wrongOutcomes = heard.filter(outcome => !expected.includes(outcome))
    const counts = { checks: nextChecks.length, admitted: expected.length, outcomes: heard.length }
    return { next: nextVersion, ...counts, wrongAnswers, wrongOutcomes }
  } finally {
    await application?.remove()
    await keyturn.remove()
  }
}

type Tokens = Record<'reader' | 'other', string>

async function prepare({ client, url, rootKey }: StartedKeyturn) {
  const scopes = [{ name: 'forecasts:read' }, { name: 'stations:write' }]
  const { id: apiId } = await client.apis.create({ name: 'Weather', prefix: 'wx', scopes })
  const { id: organizationId } = await client.organizations.create({ name: 'Fabrikam' })
  const create = async (scope: string) => {
    const { secret } = await client.keys.create({ apiId, organizationId, name: 'A key', scopes: [scope] })
    return secret
  }
  const tokens: Tokens = { reader: await create('forecasts:read'), other: await create('stations:write') }
  const settings = { KEYTURN_URL: url, KEYTURN_KEY: rootKey, KEYTURN_API_ID: apiId }
  return { settings, tokens, organizationId }
}

type Installation = { url: string; tokens: Tokens; organizationId: string }

async function faultOf(
  check: NextCheck,
  { url, tokens, organizationId }: Installation,
): Promise<string | null> {
  const { path, method = 'GET', as, body = null } = check
  const response = await fetch(url + path, {
    method,
    headers: as === null ? {} : { 'x-api-key': tokens[as] },
    body: body === null ? null : JSON.stringify(body),
    redirect: 'manual',
  })
  const text = await response.text()
  const wanted = JSON.stringify(check.json ?? {}).replaceAll('ORGANIZATION', organizationId)
  const holds =
    response.status === check.status &&
    Object.entries(check.headers ?? {}).every(([name, value]) =>
      response.headers.get(name)?.startsWith(value),
    ) &&
    hasMembers(text, wanted)
  return holds ? null : `${method} ${path} as ${as}: ${response.status} ${text.slice(0, 200)}`
}

function hasMembers(text: string, wanted: string): boolean {
  const members = Object.entries(JSON.parse(wanted))
  if (members.length === 0) return true
  try {
    const answer: Record<string, unknown> = JSON.parse(text)
    return members.every(([name, value]) => answer[name] === value)
  } catch {
    return false
  }
}

/** Routes that no handler is for, and keys in URLs, are answered without a verification. */
function isAdmitted({ as, json = {}, status }: NextCheck): boolean {
  if (as !== 'reader' || status === 405) return false
  return !('code' in json) || json.code === 'wrong_organization'
}

async function hearOutcomes(
  { client }: StartedKeyturn,
  { organizationId, count }: { organizationId: string; count: number },
): Promise<string[]> {
  const ask = async () => {
    const { data } = await client.usage.events({ organizationId, code: 'valid', limit: 200 })
    const heard = data.filter(({ outcome }) => outcome !== null)
    return heard.length >= count ? heard : null
  }
  const heard = await eventually(`${count} outcomes`, ask, { withinMs: 60_000 })
  return heard.map(({ method, path, outcome }) => `${method} ${path} ${outcome?.status}`)
}
