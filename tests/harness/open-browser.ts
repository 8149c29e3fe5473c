import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A machine with much else to do is slow; nothing here is about speed. */
const patienceMs = 60_000

export type WatchedPage = {
  page: Page
  /** What a page of ours never has: violations of its policy, faults, and calls to other servers. */
  faults: string[]
}

/** Chromium with an empty profile. */
export function openBrowser(file: string): Promise<Browser> {
  return chromium.launch({ executablePath: file, args: flags })
}

/** A page in a context of its own, which nothing of other tests gets into. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
  context.setDefaultTimeout(patienceMs)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', error => faults.push(`fault: ${error.message}`))
  page.on('console', message => {
    const isExpected = message.text().includes('Failed to load resource')
    if (message.type() === 'error' && !isExpected) faults.push(`console: ${message.text()}`)
  })
  page.on('request', request => {
    const { origin, protocol } = new URL(request.url())
    const own = new URL(page.url().startsWith('http') ? page.url() : request.url()).origin
    if (protocol !== 'blob:' && origin !== own) faults.push(`another server: ${origin}`)
  })
  return { page, faults }
}

/** From now on: answers of the server that say that something was refused or is not there, for pages that ask for no such thing. */
export function refusalsOf({ page }: Pick<WatchedPage, 'page'>): string[] {
  const refusals: string[] = []
  page.on('response', answer => {
    if (answer.status() >= 400) refusals.push(`${answer.status()} ${new URL(answer.url()).pathname}`)
  })
  return refusals
}
