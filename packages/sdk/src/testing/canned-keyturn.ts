import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { OutcomeReport, VerifyRequest } from '@keyturn/contract/client'

export const serviceKey = 'kt_live_000000000000000000000000001CkGt6'

type Answer = { status: number; headers?: Record<string, string>; body: unknown }

/** A server that answers like Keyturn, with verdicts made up by the test. */
export class CannedKeyturn {
  /** Verdicts by presented key; another key is `not_found`. */
  readonly verdicts = new Map<string, unknown>()
  readonly verifications: VerifyRequest[] = []
  readonly outcomes: OutcomeReport[] = []
  /** What every verification is answered instead of a verdict. */
  fault: Answer | null = null
  /** What every outcome report is answered. */
  outcomeAnswer: Answer = { status: 200, body: { accepted: 1 } }
  readonly #server: Server

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response))
  }

  static async start(): Promise<CannedKeyturn> {
    const keyturn = new CannedKeyturn()
    await new Promise<void>(resolve => keyturn.#server.listen(0, '127.0.0.1', resolve))
    return keyturn
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readJson(request)
    const { status, headers, body: answer } = this.#decide(request.url ?? '', body)
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
  }

  #decide(path: string, body: unknown): Answer {
    if (path === '/v1/usage/outcomes') {
      if (this.outcomeAnswer.status === 200) {
        this.outcomes.push(...(body as { outcomes: OutcomeReport[] }).outcomes)
      }
      return this.outcomeAnswer
    }
    const verification = body as VerifyRequest
    this.verifications.push(verification)
    if (this.fault !== null) return this.fault
    return { status: 200, body: this.verdicts.get(verification.key) ?? denied('not_found', 401) }
  }
}

export const verifiedKey = {
  id: 'key_1',
  name: 'CRM',
  apiId: 'api_1',
  organizationId: 'org_1',
  environment: 'live',
  scopes: ['leads:read'],
  expiresAt: null,
  metadata: {},
}

export function valid(key: object = {}) {
  return { valid: true, code: 'valid', verificationId: 'ver_1', key: { ...verifiedKey, ...key } }
}

export function denied(code: string, status: number, extra: object = {}) {
  return { valid: false, code, status, detail: `Told: ${code}.`, verificationId: 'ver_2', ...extra }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString())
}
