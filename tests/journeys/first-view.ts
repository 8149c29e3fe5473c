import type { BrowserContext } from 'playwright-core'
import { provideChromium } from '../harness/provide-chromium.ts'
import { type StartedDashboard, startDashboard } from '../harness/start-dashboard.ts'

export type FirstViewReport = {
  rounds: number
  /** Milliseconds from asking for the address until what it is about is on the page; the median and the largest. */
  signIn: { median: number; largest: number }
  keyList: { median: number; largest: number }
  /** Bytes of all that the key list brought over the network, and of its JavaScript, compressed as they were sent. */
  bytes: number
  javascriptBytes: number
}

/** Of a line with 10 Mbit/s in each direction and 20 ms there and back. */
const line = { offline: false, downloadThroughput: 1_250_000, uploadThroughput: 1_250_000, latency: 20 }

type View = { milliseconds: number; bytes: number; javascriptBytes: number }

/** Pages on a cold cache over a line of 10 Mbit/s: the one to sign in on, and a list of a hundred keys. */
export async function measureFirstView({ rounds }: { rounds: number }): Promise<FirstViewReport> {
  const chromium = provideChromium()
  if (typeof chromium === 'string') throw new Error(`Not run, because ${chromium}`)
  const dashboard = await startDashboard(chromium)
  try {
    const keyList = await makeKeys(dashboard)
    const { page } = await dashboard.openAsOwner()
    const storageState = await page.context().storageState()
    const signIns: View[] = []
    const lists: View[] = []
    for (let round = 0; round < rounds; round++) {
      signIns.push(await view(dashboard, { address: `${dashboard.url}/sign-in`, text: 'Password' }))
      lists.push(await view(dashboard, { address: keyList, text: 'Service 99', storageState }))
    }
    return {
      rounds,
      signIn: timesOf(signIns),
      keyList: timesOf(lists),
      bytes: Math.max(...lists.map(({ bytes }) => bytes)),
      javascriptBytes: Math.max(...lists.map(({ javascriptBytes }) => javascriptBytes)),
    }
  } finally {
    await dashboard.stop()
  }
}

async function makeKeys({ keyturn, url, api, organization }: StartedDashboard): Promise<string> {
  const place = { apiId: api('ee').id, organizationId: organization.id }
  for (let number = 0; number < 100; number++)
    await keyturn.client.keys.create({ ...place, name: `Service ${number}` })
  return `${url}/organizations/${organization.id}/apis/${place.apiId}/keys`
}

type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>

/** In a context of its own, whose cache is empty. */
async function view(
  { open }: StartedDashboard,
  { address, text, storageState }: { address: string; text: string; storageState?: StorageState },
): Promise<View> {
  const { page } = await open(storageState === undefined ? {} : { storageState })
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', line)
  const scripts = new Set<string>()
  const seen = { bytes: 0, javascriptBytes: 0 }
  session.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.add(requestId)
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    seen.bytes += encodedDataLength
    if (scripts.has(requestId)) seen.javascriptBytes += encodedDataLength
  })
  const startedAt = performance.now()
  await page.goto(address, { waitUntil: 'commit' })
  await page.getByText(text, { exact: true }).first().waitFor()
  const milliseconds = performance.now() - startedAt
  await page.context().close()
  return { milliseconds, ...seen }
}

function timesOf(views: readonly View[]): { median: number; largest: number } {
  const sorted = views.map(({ milliseconds }) => Math.round(milliseconds)).sort((left, right) => left - right)
  return { median: sorted[sorted.length >> 1] ?? Number.NaN, largest: sorted.at(-1) ?? Number.NaN }
}
