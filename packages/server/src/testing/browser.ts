import { firstLink } from '../identity/setup/first-link.ts'
import type { TestAnswer, TestCall, TestServer } from './open-test-server.ts'

const origin = 'http://localhost:8787'
const session = '__Host-keyturn'

/** Somebody at a page of the installation: keeps cookies, and says where its requests come from. */
export class Browser {
  readonly #server: TestServer
  readonly #jar = new Map<string, string>()
  readonly #own: Record<string, string>

  /** `from`: its address, where the server trusts the proxy that says so. */
  constructor(server: TestServer, { from }: { from?: string | undefined } = {}) {
    this.#server = server
    this.#own = { origin, ...(from === undefined ? {} : { 'x-forwarded-for': from }) }
  }

  /** The session's cookie; null before a sign-in and after a sign-out. */
  get cookie(): string | null {
    const value = this.#jar.get(session)
    return value === undefined ? null : `${session}=${value}`
  }

  set cookie(pair: string | null) {
    if (pair === null) this.#jar.delete(session)
    else this.#keep(pair)
  }

  async call(
    method: string,
    path: string,
    { headers, ...options }: Omit<TestCall, 'key'> = {},
  ): Promise<TestAnswer> {
    const cookie = [...this.#jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const own = { ...this.#own, ...(cookie === '' ? {} : { cookie }), ...headers }
    const answer = await this.#server.call(method, path, { ...options, key: null, headers: own })
    for (const line of (answer.headers.get('set-cookie') ?? '').split(/,\s*(?=__Host-)/)) this.#keep(line)
    return answer
  }

  #keep(line: string): void {
    const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? []
    if (line.includes('Max-Age=0')) this.#jar.delete(name)
    else if (name !== '') this.#jar.set(name, value)
  }
}

/** Good enough for every rule about passwords. */
export const goodPassword = 'seven tall herons wade'

/** What the terminal shows while there is no owner. */
export async function setupToken({ test }: TestServer): Promise<string> {
  const link = await firstLink(test.engine, { url: 'http://x', sampleOwner: null })
  if (link?.purpose !== 'setup') throw new Error('there is an owner already')
  return new URL(link.url).hash.slice('#token='.length)
}

/** The first owner, signed in. */
export async function openAsOwner(server: TestServer, email = 'owner@example.com'): Promise<Browser> {
  const browser = new Browser(server)
  const body = { email, password: goodPassword, token: await setupToken(server) }
  const answer = await browser.call('POST', '/v1/setup', { body })
  if (answer.status !== 201) throw new Error(answer.text)
  return browser
}
