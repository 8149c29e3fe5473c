import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { addPerson, openAs } from '../../harness/add-person.ts'
import { barriers } from '../../harness/barriers.ts'
import { describeDashboard } from '../../harness/describe-dashboard.ts'
import { eventually } from '../../harness/eventually.ts'
import { refusalsOf } from '../../harness/open-browser.ts'

describeDashboard('usage, logs and audit of an organization', { owner: {} }, suite => {
  beforeAll(async () => {
    const { client } = suite.dashboard.keyturn
    const organizationId = suite.dashboard.organization.id
    const make = (prefix: string, name: string) =>
      client.keys.create({ apiId: suite.dashboard.api(prefix).id, organizationId, name })
    const [enrich, orufy] = [await make('ee', 'Nightly CRM sync'), await make('or', 'Webshop')]
    const asked = { request: { method: 'GET', path: '/v1/leads', ip: '203.0.113.7' } }
    for (let each = 0; each < 7; each++) await client.keys.verify({ key: enrich.secret, ...asked })
    await client.keys.verify({ key: enrich.secret, scopes: ['lists:write'], ...asked })
    const cart = { request: { method: 'POST', path: '/v1/carts', ip: '198.51.100.4' } }
    for (let each = 0; each < 3; each++) await client.keys.verify({ key: orufy.secret, ...cart })
    await eventually('11 requests are added up', async () => {
      const { data } = await client.usage.summary({ organizationId })
      return data[0]?.verifications === 11 ? true : null
    })
  }, 300_000)
  const address = (path: string) =>
    `${suite.dashboard.url}/organizations/${suite.dashboard.organization.id}/${path}`

  test('Overview tells how many keys there are and how much they are used, as far as one may see that', async () => {
    await suite.opened.page.goto(address(''))
    const rows = (page: Page) => page.locator('main').getByRole('link')
    await rows(suite.opened.page)
      .filter({ hasText: 'Enrich Engine Settings › API Keys 1 key 8 requests in 7 days' })
      .waitFor()
    await rows(suite.opened.page)
      .filter({ hasText: 'AutoReach Settings › API Keys 0 keys 0 requests in 7 days' })
      .waitFor()
    const viewer = await addPerson(suite.dashboard, { name: 'Vi Ewer', permissions: ['view_keys'] })
    const opened = await openAs(suite.dashboard, viewer)
    const refusals = refusalsOf(opened)
    await opened.page.goto(address(''))
    await rows(opened.page).filter({ hasText: 'Enrich Engine Settings › API Keys 1 key' }).waitFor()
    await opened.page.waitForLoadState('networkidle')
    expect(await opened.page.getByText('in 7 days').count()).toBe(0)
    expect(refusals).toEqual([])
  })

  test('Usage tells a period in a sentence, by key and by endpoint, for all APIs or one', async () => {
    const { page, faults } = suite.opened
    await page.goto(address(''))
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Usage' }).click()
    await page.getByText('11 requests, 1 of them refused; none in the 7 days before.').waitFor()
    await page.getByRole('row', { name: 'Nightly CRM sync Enrich Engine 7 1' }).waitFor()
    await page.getByRole('row', { name: '/v1/carts 3 0' }).waitFor()
    await page.getByRole('button', { name: 'Orufy' }).click()
    await page.waitForURL(/api=api_/)
    await page.getByText('3 requests, none refused; none in the 7 days before.').waitFor()
    await page.reload()
    await page.getByText('3 requests, none refused').waitFor()
    await page.getByRole('row', { name: /^Nightly CRM sync/ }).waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Webshop' }).click()
    await page.getByRole('heading', { name: 'Webshop' }).waitFor()
    expect(faults).toEqual([])
  })

  test('who sees use and not keys reads names all the same, and is refused nothing', async () => {
    const reader = await addPerson(suite.dashboard, { name: 'Rea Der', permissions: ['view_logs'] })
    const opened = await openAs(suite.dashboard, reader)
    const refusals = refusalsOf(opened)
    await opened.page.goto(address('usage'))
    await opened.page.getByRole('row', { name: 'Nightly CRM sync 7 1' }).waitFor()
    expect(await opened.page.getByRole('link', { name: 'Nightly CRM sync' }).count()).toBe(0)
    await opened.page.goto(address('audit'))
    await opened.page.getByLabel('Search by id').fill('Nightly')
    await opened.page.waitForLoadState('networkidle')
    expect(refusals).toEqual([])
  })

  test('the chart is read with the arrow keys, and as a table with the key t', async () => {
    const { page, faults } = suite.opened
    await page.goto(address('usage?range=24h'))
    const chart = page.getByRole('slider', { name: 'Requests by hour in the last 24 hours' })
    await chart.focus()
    await page.keyboard.press('End')
    expect(await chart.getAttribute('aria-valuetext')).toMatch(
      /: 10 accepted, 1 refused, 0 in the 24 hours before$/,
    )
    await page.keyboard.press('ArrowLeft')
    expect(await chart.getAttribute('aria-valuetext')).toMatch(
      /: 0 accepted, 0 refused, 0 in the 24 hours before$/,
    )
    await page.getByRole('heading', { name: 'Usage' }).click()
    await page.keyboard.press('t')
    const table = page.getByRole('region', { name: 'Requests by hour in the last 24 hours' })
    await table.getByRole('row').nth(1).getByRole('cell', { name: '10', exact: true }).waitFor()
    expect(await table.getByRole('row').count()).toBe(25)
    await page.keyboard.press('t')
    await chart.waitFor()
    expect(faults).toEqual([])
  })

  test('what the chart shows can be downloaded', async () => {
    const { page } = suite.opened
    await page.goto(address('usage'))
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export as CSV' }).click(),
    ])
    const text = await readFile(await download.path(), 'utf8')
    expect(text).toMatch(/^at,group,verifications/)
    expect(text).toContain(',valid,10,')
  })

  test('keys of one name are told apart by their start, and by their id where keys are not seen', async () => {
    const { client } = suite.dashboard.keyturn
    const organizationId = suite.dashboard.organization.id
    const apiId = suite.dashboard.api('ak').id
    const twins = [1, 2].map(() => client.keys.create({ apiId, organizationId, name: 'Twin' }))
    const made = await Promise.all(twins)
    for (const { secret } of made) await client.keys.verify({ key: secret })
    await eventually('both are added up', async () => {
      const { data } = await client.usage.summary({ organizationId, apiId, groupBy: 'key' })
      return data.length === 2 ? true : null
    })
    const { page } = suite.opened
    await page.goto(address(`usage?api=${apiId}`))
    for (const { key } of made) await page.getByRole('row', { name: `Twin ${key.start}… 1 0` }).waitFor()
    await page.goto(address('usage'))
    await page.getByRole('row', { name: 'Nightly CRM sync Enrich Engine 7 1' }).waitFor()
    const reader = await addPerson(suite.dashboard, { name: 'Lo Gan', permissions: ['view_logs'] })
    const { page: theirs } = await openAs(suite.dashboard, reader)
    await theirs.goto(address(`usage?api=${apiId}`))
    for (const { key } of made) {
      await theirs.getByRole('row', { name: `Twin id …${key.id.slice(-4)} 1 0` }).waitFor()
    }
  })

  test('keys of two APIs that have one name are told apart', async () => {
    const { page } = suite.opened
    const { client } = suite.dashboard.keyturn
    const organization = await client.organizations.create({ name: 'Namesake' })
    for (const prefix of ['ee', 'or']) {
      const place = { apiId: suite.dashboard.api(prefix).id, organizationId: organization.id }
      const { secret } = await client.keys.create({ ...place, name: 'Twin', environment: 'test' })
      await client.keys.verify({
        key: secret,
        environment: 'test',
        request: { method: 'GET', path: '/v1/x' },
      })
    }
    await page.goto(`${suite.dashboard.url}/organizations/${organization.id}/logs`)
    await page.getByText('No requests yet').waitFor()
    await page.getByRole('button', { name: 'All environments' }).click()
    await page.waitForURL(/environments=all/)
    await page.getByText('Every request with a key of Namesake, in all environments.').waitFor()
    await page.getByRole('row', { name: 'Twin test Orufy' }).waitFor()
    await page.getByRole('button', { name: 'Environment: Live' }).click()
    await page.getByRole('menuitem', { name: 'Test' }).click()
    await page.waitForURL(/environment=test$/)
    await page.getByRole('row', { name: 'Twin test Enrich Engine' }).waitFor()
    await page.getByRole('row', { name: 'Twin test Orufy' }).waitFor()
    await page.getByRole('button', { name: 'Orufy' }).click()
    await page.getByRole('row', { name: 'Twin test Enrich Engine' }).waitFor({ state: 'detached' })
  })

  test('Logs list every request; filters stand in the address', async () => {
    const { page, faults } = suite.opened
    await page.goto(address('logs'))
    await page.getByRole('row').filter({ hasText: 'Webshop' }).first().waitFor()
    await page.getByText('Times are in Europe/Berlin.').waitFor()
    expect(await page.locator('main time').first().getAttribute('title')).toMatch(/ \(Europe\/Berlin\)$/)
    await page.getByLabel('Start of the path').fill('/v1/leads')
    await page.waitForURL(/path=/)
    await page.getByRole('row').filter({ hasText: 'Webshop' }).first().waitFor({ state: 'detached' })
    await page.getByLabel('Verdict').selectOption({ label: 'Scope is missing' })
    await expect.poll(() => page.getByRole('row').count()).toBe(2)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export all that match as CSV' }).click(),
    ])
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toMatch(/,live,/)
    await page.goBack()
    await expect.poll(() => page.getByRole('row').count()).toBe(9)
    await page.getByLabel('Period').selectOption({ label: 'Last 24 hours' })
    await page.waitForURL(/range=24h/)
    await expect.poll(() => page.getByRole('row').count()).toBe(9)
    expect(faults).toEqual([])
  })

  test('the last 24 hours of the log are whole ones, and the same until it is opened anew', async () => {
    const { page, faults } = await suite.dashboard.openAsOwner()
    const hourMs = 3_600_000
    const time = Math.floor(Date.now() / hourMs) * hourMs + hourMs / 2
    await page.clock.install({ time })
    const hoursAgo = new Set<number>()
    page.on('request', request => {
      const from = new URL(request.url()).searchParams.get('from')
      if (from !== null) hoursAgo.add((time - Date.parse(from)) / hourMs)
    })
    await page.goto(address('logs?range=24h'))
    await page.getByRole('row').filter({ hasText: 'Webshop' }).first().waitFor()
    const [first] = hoursAgo
    expect(first).toBeCloseTo(24, 1)
    await page.clock.fastForward('45:00')
    await page.waitForLoadState('networkidle')
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export all that match as CSV' }).click()
    await download
    expect([...hoursAgo]).toEqual([first])
    expect(faults).toEqual([])
  })

  test('the audit log is narrowed to one key, verified and exported', async () => {
    const { page, faults } = suite.opened
    await page.goto(address('audit'))
    await page.getByText('Organization created').waitFor()
    await page.getByLabel('Search by key or id').fill('webshop')
    await page.getByRole('button', { name: /^Webshop · or_live_/ }).click()
    await page.waitForURL(/target=key_/)
    await page.getByText('Organization created').waitFor({ state: 'detached' })
    await page.getByText('Key created').waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export as CSV' }).click(),
    ])
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n')
    expect(lines).toHaveLength(2)
    await page.getByRole('button', { name: 'Show all changes' }).click()
    await page.getByText('Organization created').waitFor()
    await page.getByRole('button', { name: 'Verify the log' }).click()
    await page.getByText(/^All \d+ events fit$/).waitFor()
    expect(faults).toEqual([])
  })

  test.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 390],
  ] as const)('nothing keeps anybody out, in %s and %i pixels wide', async (colorScheme, width) => {
    const viewport = { width, height: 900 }
    const { page, faults } = await suite.dashboard.openAsOwner({
      colorScheme,
      viewport,
      reducedMotion: 'reduce',
    })
    const found: Record<string, string[]> = {}
    const parts = { usage: '/v1/carts', logs: 'Webshop', audit: 'Organization created' }
    for (const [path, text] of Object.entries(parts)) {
      await page.goto(address(path))
      await page.getByText(text).first().waitFor()
      if (path === 'usage') await page.getByRole('slider').waitFor()
      found[path] = await barriers(page)
    }
    expect(Object.entries(found).flatMap(([name, each]) => each.map(text => `${name}: ${text}`))).toEqual([])
    expect(faults).toEqual([])
  })
})
