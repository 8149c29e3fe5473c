import type { BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe } from 'vitest'
import type { WatchedPage } from './open-browser.ts'
import { provideChromium } from './provide-chromium.ts'
import { type StartedDashboard, startDashboard } from './start-dashboard.ts'

/** What there is once the tests run, and not while they are declared. */
export type DashboardSuite = {
  readonly dashboard: StartedDashboard
  /** A page of the owner, signed in, where `owner` says what kind. */
  readonly opened: WatchedPage
}

/** Tests in a browser, of a Keyturn of their own. Where no browser can be had, it says so and nothing runs. */
export function describeDashboard(
  title: string,
  {
    owner,
    timeout = 180_000,
    env,
  }: { owner?: BrowserContextOptions; timeout?: number; env?: Readonly<Record<string, string>> },
  define: (suite: DashboardSuite) => void,
): void {
  const chromium = provideChromium()
  if (typeof chromium === 'string') console.warn(`Not run, because ${chromium}: ${title}`)
  describe.skipIf(typeof chromium === 'string')(title, { timeout }, () => {
    let dashboard: StartedDashboard | undefined
    let opened: WatchedPage | undefined
    beforeAll(async () => {
      if (typeof chromium === 'string') return
      dashboard = await startDashboard(chromium, env ? { env } : {})
      if (owner) opened = await dashboard.openAsOwner(owner)
    }, 300_000)
    afterAll(() => dashboard?.stop())
    define({
      get dashboard() {
        return started(dashboard)
      },
      get opened() {
        return started(opened)
      },
    })
  })
}

function started<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('it was not started')
  return thing
}
