import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { type DataSets, openTransientDataSets } from '../databases/data-sets.ts'
import { buildServer } from '../server.ts'
import { FakeVerifier, tokenOf } from './fake-verifier.ts'

export type Call = (
  key: string,
  request: `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} ${string}`,
  body?: object,
) => Promise<LightMyRequestResponse>

export type StartedServer = {
  server: FastifyInstance
  dataSets: DataSets
  verifier: FakeVerifier
  call: Call
}

/** A server of its own, on data in memory. */
export async function startServer(): Promise<StartedServer> {
  const dataSets = openTransientDataSets()
  const verifier = new FakeVerifier()
  const server = await buildServer({
    dataSets,
    keyturn: verifier,
    apiId: 'api_outreach',
    moreApis: { more: 'api_more' },
    allowedSmtpHosts: ['127.0.0.1'],
  })
  const call: Call = (key, request, body) => {
    const [method, url] = request.split(' ') as [InjectOptions['method'] & string, string]
    const options: InjectOptions = { method: method as 'GET', url, headers: { 'x-api-key': tokenOf(key) } }
    return server.inject(body === undefined ? options : { ...options, payload: body })
  }
  return { server, dataSets, verifier, call }
}

export const ada = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@analytical.example',
  company: 'Analytical Engines',
}
