import { openApiDocument } from '@keyturn/contract'
import * as fc from 'fast-check'
import { Pool } from 'undici'
import { faultsOf } from './check-problem.ts'
import { type Schema, type SchemaContext, valuesOf } from './schema-values.ts'
import { type Subject, startSubject } from './subject.ts'

export type FuzzOptions = {
  database: 'sqlite' | 'postgres'
  requests: number
  seed: number
  command?: string
}

export type FuzzReport = {
  seed: number
  requests: number
  /** How often all began anew, with a fresh process and database. */
  rounds: number
  /** How many were answered with each status. */
  statuses: Record<string, number>
  /** What must not be, as `operation: what`; empty, and at most twenty. */
  wrong: string[]
}

type FuzzRequest = { operation: string; method: string; path: string; body: string | null }
type Parameter = { name: string; in: string; schema: Schema }
type Call = {
  operationId: string
  parameters?: readonly (Parameter | { $ref: string })[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}

const batchSize = 200
/** Then the next round begins: lists stay short, and what the process prints fits in memory. */
const roundMax = 50_000
const connections = 4
const wrongMax = 20

/** Requests that the OpenAPI document allows, nearly allows, and forbids, for each of its operations (G19, G20). */
export async function runFuzz({ requests, seed, ...build }: FuzzOptions): Promise<FuzzReport> {
  const report: FuzzReport = { seed, requests: 0, rounds: 0, statuses: {}, wrong: [] }
  while (report.requests < requests && report.wrong.length === 0) {
    report.rounds += 1
    const subject = await startSubject(build)
    try {
      await fuzzRound(subject, report, Math.min(report.requests + roundMax, requests))
      await subject.keyturn.stop()
      const told = subject.keyturn.output().split('\n')
      report.wrong.push(...told.filter(line => /"level":"(?:error|fatal)"|unhandled|uncaught/i.test(line)))
    } finally {
      await subject.keyturn.remove()
    }
  }
  return { ...report, wrong: report.wrong.slice(0, wrongMax) }
}

/** Ends early where one of the requests has revoked the key that all of them bear: from then on each gets the same 401. */
async function fuzzRound(subject: Subject, report: FuzzReport, to: number): Promise<void> {
  const { seed, statuses, wrong } = report
  const pool = new Pool(subject.keyturn.url, { connections })
  const requestsOf = fuzzRequests(subject)
  let isRevoked = false
  while (report.requests < to && wrong.length < wrongMax && !isRevoked) {
    const batchSeed = seed + report.requests
    const numRuns = Math.min(batchSize, to - report.requests)
    await inLanes(fc.sample(requestsOf, { numRuns, seed: batchSeed }), async each => {
      if (isRevoked) return
      const answer = await sendOne(pool, subject, each)
      isRevoked ||= answer.isRevoked
      if (answer.isRevoked) return
      report.requests += 1
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1
      const sentAs = `${each.operation}, seed ${batchSeed}: ${each.method} ${each.path} ${each.body}`
      wrong.push(...answer.faults.map(fault => `${fault} for ${sentAs.slice(0, 1_000)}`))
    })
  }
  await pool.close()
}

async function inLanes(batch: FuzzRequest[], send: (each: FuzzRequest) => Promise<void>): Promise<void> {
  const lane = async (first: number): Promise<void> => {
    for (let at = first; at < batch.length; at += connections) {
      const each = batch[at]
      if (each !== undefined) await send(each)
    }
  }
  await Promise.all(Array.from({ length: connections }, (_, first) => lane(first)))
}

async function sendOne(pool: Pool, { rootKey }: Subject, { method, path, body }: FuzzRequest) {
  const answer = await pool.request({
    method: method as 'GET',
    path,
    body,
    headers: {
      authorization: `Bearer ${rootKey}`,
      ...(body === null ? {} : { 'content-type': 'application/json' }),
    },
  })
  const text = await answer.body.text()
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]),
  )
  const { statusCode: status } = answer
  const wire = { status, headers, body: text, count: 1, all: text }
  // What people alone may ask for is 401 too, with another code.
  const isRevoked = status === 401 && /"code":"(?:key_\w+|invalid_api_key)"/.test(text)
  return { status, isRevoked, faults: status >= 400 ? faultsOf(wire, [rootKey]) : [] }
}

/** One request of any operation. */
function fuzzRequests(subject: Subject): fc.Arbitrary<FuzzRequest> {
  const document = openApiDocument({ version: '0', serverUrl: '' }) as unknown as {
    paths: Record<string, Record<string, Call>>
    components: { schemas: Record<string, Schema>; parameters: Record<string, Parameter> }
  }
  const { schemas, parameters } = document.components
  const context = { definitions: schemas, known: knownOf(subject) }
  const all = Object.entries(document.paths).flatMap(([path, calls]) =>
    Object.entries(calls)
      .filter(([, call]) => call.operationId !== undefined && path !== '/v1/forward-auth')
      .map(([method, call]) => callsOf({ path, method: method.toUpperCase(), call, parameters, context })),
  )
  return fc.oneof(...all)
}

type CallInput = {
  path: string
  method: string
  call: Call
  parameters: Readonly<Record<string, Parameter>>
  context: SchemaContext
}

function callsOf({ path, method, call, parameters, context }: CallInput): fc.Arbitrary<FuzzRequest> {
  const given = (call.parameters ?? []).flatMap(each => {
    const resolved = '$ref' in each ? parameters[each.$ref.split('/').at(-1) ?? ''] : each
    return resolved === undefined ? [] : [resolved]
  })
  const query = fc.record(
    Object.fromEntries(
      given
        .filter(each => each.in === 'query')
        .map(each => [each.name, valuesOf(each.schema, context, each.name)]),
    ),
    { requiredKeys: [] },
  )
  // What everything else is about must not be gone after the first minute.
  const named =
    method === 'DELETE' ? { ...context, known: { keyId: context.known['keyIds']?.flat() ?? [] } } : context
  const ids = fc.record(
    Object.fromEntries(
      given
        .filter(each => each.in === 'path')
        .map(each => [each.name, valuesOf(each.schema, named, idNameOf(path, each.name))]),
    ),
  )
  const schema = call.requestBody?.content['application/json']?.schema
  const body =
    schema === undefined ? fc.constant(null) : valuesOf(schema, context).map(value => JSON.stringify(value))
  return fc.tuple(ids, query, body).map(([filled, asked, sent]) => ({
    operation: call.operationId,
    method,
    path: addressOf(path, filled, asked),
    body: sent,
  }))
}

function addressOf(path: string, ids: Record<string, unknown>, query: Record<string, unknown>): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encoded(ids[name]).slice(0, 2_000))
  const asked = Object.entries(query).map(
    ([name, value]) => `${encoded(name)}=${encoded(value).slice(0, 1_500)}`,
  )
  return `${filled}${asked.length === 0 ? '' : '?'}${asked.slice(0, 4).join('&')}`
}

function encoded(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return encodeURIComponent((text ?? '').toWellFormed())
}

function idNameOf(path: string, name: string): string {
  if (name !== 'id') return name
  return path.startsWith('/v1/apis')
    ? 'apiId'
    : path.startsWith('/v1/organizations')
      ? 'organizationId'
      : 'keyId'
}

function knownOf({ apiId, organizationId, foreign, keys }: Subject): SchemaContext['known'] {
  return {
    apiId: [apiId, 'api_none'],
    organizationId: [organizationId, foreign.organizationId, 'org_none'],
    keyId: [...Object.values(keys).map(({ id }) => id), 'key_none'],
    keyIds: [[keys.test.id], ['key_none']],
    key: [...Object.values(keys).map(({ token }) => token), 'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH'],
  }
}
