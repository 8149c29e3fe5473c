import type { ApiView, OrganizationView } from '@keyturn/contract/client'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { buildDashboard } from '../../scripts/build-dashboard.ts'
import { sampleApis } from '../../scripts/samples/sample-apis.ts'
import { openBrowser, openPage, type WatchedPage } from './open-browser.ts'
import { setupToken } from './setup-token.ts'
import { signInHere } from './sign-in-here.ts'
import { type KeyturnOptions, type StartedKeyturn, startKeyturn } from './start-keyturn.ts'

const owner = { email: 'ada@example.com', name: 'Ada Lovelace', password: 'seven tall herons wade' }

export type StartedDashboard = {
  keyturn: StartedKeyturn
  /** Where people open it: cookies of sessions are kept for this name only. */
  url: string
  browser: Browser
  organization: OrganizationView
  owner: typeof owner
  /** The sample API of this prefix. */
  api: (prefix: string) => ApiView
  /** A page of somebody new. */
  open: (options?: BrowserContextOptions) => Promise<WatchedPage>
  /** A page of the owner, signed in, who looks at the organization. */
  openAsOwner: (options?: BrowserContextOptions) => Promise<WatchedPage>
  stop: () => Promise<void>
}

/** Keyturn with the five sample APIs, one customer and, unless told otherwise, its first owner, and a browser. */
export async function startDashboard(
  chromium: { file: string },
  options: { owner?: false; env?: KeyturnOptions['env'] } = {},
): Promise<StartedDashboard> {
  await buildDashboard()
  const keyturn = await startKeyturn({ database: 'sqlite', ...(options.env ? { env: options.env } : {}) })
  const browser = await openBrowser(chromium.file)
  const url = keyturn.url.replace('127.0.0.1', 'localhost')
  const apis: ApiView[] = []
  for (const api of sampleApis) apis.push(await keyturn.client.apis.create(api))
  const organization = await keyturn.client.organizations.create({
    name: 'Northwind',
    timezone: 'Europe/Berlin',
  })
  if (options.owner !== false) await createOwner(url, setupToken(keyturn.dataDirectory))
  return {
    keyturn,
    url,
    browser,
    organization,
    owner,
    api: prefix => {
      const found = apis.find(api => api.prefix === prefix)
      if (found === undefined) throw new Error(`no sample API has the prefix ${prefix}`)
      return found
    },
    open: page => openPage(browser, page),
    openAsOwner: async page => {
      const opened = await openPage(browser, page)
      await opened.page.goto(`${url}/sign-in`)
      await signInHere(opened, owner)
      await opened.page.goto(`${url}/organizations/${organization.id}`)
      return opened
    },
    stop: async () => {
      await browser.close()
      await keyturn.remove()
    },
  }
}

async function createOwner(url: string, token: string): Promise<void> {
  const answer = await fetch(`${url}/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ ...owner, token }),
  })
  if (answer.status !== 201) throw new Error(`the first owner was not made: ${await answer.text()}`)
}
