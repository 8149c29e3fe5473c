import type { CreatePortalSessionBody } from '@keyturn/contract/client'
import type { Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { barriers, barriersWithin } from '../../harness/barriers.ts'
import { describeDashboard } from '../../harness/describe-dashboard.ts'
import { clipboardText } from '../../harness/held-text.ts'
import { openPage } from '../../harness/open-browser.ts'
import { startVendorPage, type VendorPage } from '../../harness/start-vendor-page.ts'

describeDashboard('a portal in a vendor’s product', { timeout: 240_000 }, suite => {
  let vendor: VendorPage
  let stranger: VendorPage
  beforeAll(async () => {
    ;[vendor, stranger] = await Promise.all([startVendorPage(), startVendorPage()])
    for (const prefix of ['ee', 'ex']) {
      const { id, console: look } = suite.dashboard.api(prefix)
      const portalOrigins = ['https://desk.example.com', vendor.origin]
      await suite.dashboard.keyturn.client.apis.update(id, {
        portalOrigins,
        console: { ...look, portalName: 'Desk' },
      })
    }
  }, 300_000)
  afterAll(async () => {
    await Promise.all([vendor?.stop(), stranger?.stop()])
  })

  async function link(body: Partial<CreatePortalSessionBody> = {}, prefix = 'ee'): Promise<string> {
    const { url } = await suite.dashboard.keyturn.client.portalSessions.create({
      organizationId: suite.dashboard.organization.id,
      apiId: suite.dashboard.api(prefix).id,
      actor: { id: 'user_1042', name: 'Grace Hopper' },
      permissions: ['view_keys', 'manage_keys', 'view_logs'],
      returnUrl: `${vendor.origin}/settings`,
      ...body,
    })
    return new URL(url, suite.dashboard.url).href
  }

  const iframe = (url: string) =>
    `<iframe src="${url}" allow="clipboard-write" width="1100" title="Keys"></iframe>`

  /** The vendor's page with a frame in it; what the page is refused is kept. */
  async function embed(url: string, at: VendorPage = vendor, options = {}) {
    const { page } = await openPage(suite.dashboard.browser, options)
    const refused: string[] = []
    page.on('console', message => message.type() === 'error' && refused.push(message.text()))
    await page.goto(at.show(iframe(url)))
    const handle = await page.waitForSelector('iframe')
    const frame = await handle.contentFrame()
    if (frame === null) throw new Error('there is no frame')
    return { page, frame, refused }
  }

  /** As in a browser that keeps no cookies of third parties: what opens a link brings none. */
  async function forgetCookies(page: Page) {
    await page.route('**/v1/portal-session', async route => {
      if (route.request().method() !== 'POST') return route.continue()
      const answer = await route.fetch()
      await page.context().clearCookies()
      const { 'set-cookie': _, ...headers } = answer.headers()
      await route.fulfill({ response: answer, headers })
    })
  }

  const told = (page: Page) =>
    page.evaluate<{ type: string; height?: number; origin: string }[]>('window.told')
  /** Where a browser keeps nothing for third parties at all, there is nothing to read. */
  const held = (frame: Frame) =>
    frame.evaluate<string>(
      `JSON.stringify([location.href, document.cookie, history.state, ...['localStorage', 'sessionStorage'].map(name => {
        try { return { ...window[name] } } catch { return null }
      })])`,
    )

  test('a person makes, copies and finds a key inside of it, and the frame is as high as it has to be', async () => {
    const url = await link()
    const clipboard = { permissions: ['clipboard-read', 'clipboard-write'] }
    const { page, frame, refused } = await embed(url, vendor, clipboard)
    await frame
      .getByRole('button', { name: /^Create/ })
      .first()
      .click()
    await frame.getByLabel('Name', { exact: true }).fill('Nightly CRM sync')
    await frame.getByRole('checkbox', { name: 'leads:read' }).check()
    await frame.getByRole('button', { name: 'Create', exact: true }).click()
    await frame.getByText('You will not see this again').waitFor()
    const token = (await frame.getByText(/^ee_live_[0-9A-Za-z]{32}$/).textContent()) ?? ''
    await frame.getByRole('button', { name: 'Copy', exact: true }).click()
    await frame.getByText('Copied').waitFor()
    expect(await clipboardText(page)).toBe(token)
    await frame.getByRole('button', { name: 'Done' }).click()
    const row = frame.getByRole('row').filter({ hasText: 'Nightly CRM sync' })
    await row.getByText('leads:read').waitFor()
    const { client } = suite.dashboard.keyturn
    expect((await client.keys.verify({ key: token })).code).toBe('valid')

    const linkToken = url.split('#token=')[1] ?? ''
    for (const secret of [token.slice(11), linkToken]) expect(await held(frame)).not.toContain(secret)
    const messages = await told(page)
    expect(messages.every(({ origin }) => origin === suite.dashboard.url)).toBe(true)
    expect(messages.at(-1)).toMatchObject({ type: 'keyturn:height' })
    expect(messages.at(-1)?.height).toBeGreaterThan(400)
    expect(refused).toEqual([])

    const { data } = await client.audit.events({ organizationId: suite.dashboard.organization.id, limit: 1 })
    expect(data[0]).toMatchObject({
      action: 'key.created',
      actor: { type: 'portal', id: 'user_1042', name: 'Grace Hopper' },
    })
  })

  test('the page of a key has its requests, and nothing leads to another organization or the dashboard', async () => {
    const { page, frame, refused } = await embed(await link())
    await frame.getByRole('link', { name: 'Nightly CRM sync' }).click()
    await frame.getByRole('heading', { name: 'Nightly CRM sync' }).waitFor()
    await frame.getByRole('link', { name: 'Requests' }).click()
    await frame.waitForURL(/tab=requests/)
    expect(await frame.getByRole('link', { name: 'Audit' }).count()).toBe(0)
    for (const name of ['Settings', 'Members', 'Usage', 'Search']) {
      expect(await frame.getByRole('button', { name, exact: true }).count()).toBe(0)
    }
    const links = await frame.locator('a').evaluateAll(found => found.map(each => each.getAttribute('href')))
    for (const href of links) expect(href).toMatch(/^\/portal\/|^http:\/\/127\.0\.0\.1:\d+\/settings$/)

    const other = await suite.dashboard.keyturn.client.organizations.create({ name: 'Contoso' })
    const asked = (path: string) =>
      frame.evaluate(
        `fetch('${path}', { headers: { 'keyturn-organization': '${other.id}', 'keyturn-portal-session': location.pathname.split('/')[3] } }).then(answer => answer.status)`,
      )
    expect(await asked('/v1/keys')).toBe(200)
    expect(await asked(`/v1/organizations/${other.id}`)).toBe(404)
    expect(await asked('/v1/session')).toBe(401)
    expect(await asked('/v1/audit/events')).toBe(403)
    // The pages of the dashboard do not come into a frame, neither by an address nor within the page.
    await frame.evaluate(`location.assign('/sign-in')`)
    await expect.poll(() => refused.join('\n')).toContain("frame-ancestors 'none'")
    expect(page.url()).toContain(vendor.origin)
  })

  test('browsers refuse to show it in pages of others', async () => {
    const { frame, refused } = await embed(await link(), stranger)
    await expect.poll(() => refused.join('\n')).toContain('frame-ancestors')
    expect(frame.url()).not.toContain('/portal/')
    expect(
      await frame
        .locator('body')
        .innerText()
        .catch(() => ''),
    ).not.toContain('Enrich')
  })

  test('by link it is a page of its own, which survives a reload, and leads back', async () => {
    const { page, faults } = await openPage(suite.dashboard.browser)
    const url = await link({ permissions: ['view_keys'] })
    await page.goto(url)
    await page.getByText('Nightly CRM sync').waitFor()
    expect(page.url()).toMatch(/\/portal\/api_\w+\/pts_\w+$/)
    expect(await page.getByRole('button', { name: /^Create/ }).count()).toBe(0)
    await page.reload()
    await page.getByText('Nightly CRM sync').waitFor()
    expect(faults).toEqual([])
    const inside = page.url()
    vendor.show('Welcome back')
    await page.getByRole('link', { name: 'Back to Desk' }).click()
    await page.waitForURL(`${vendor.origin}/settings`)
    await page.goto(inside)
    await page.getByRole('heading', { name: 'This page is closed' }).waitFor()
    await page.goto(url)
    await page.getByRole('heading', { name: 'This link does not work any more' }).waitFor()
  })

  test('who is signed in as somebody else is not that in a portal, and still is elsewhere', async () => {
    const { page } = await suite.dashboard.openAsOwner()
    await page.goto(await link({ permissions: ['view_keys'] }))
    await page.getByText('Nightly CRM sync').waitFor()
    expect(await page.getByRole('button', { name: /^Create/ }).count()).toBe(0)
    await page.goto(`${suite.dashboard.url}/installation/organizations`)
    await page.getByRole('heading', { name: 'Organizations' }).waitFor()
  })

  test('a used link says where to get another, and the frame tells the page around it', async () => {
    const url = await link()
    await embed(url).then(({ frame }) => frame.getByText('Nightly CRM sync').waitFor())
    const { page, frame } = await embed(url)
    await frame.getByText('Ask for a new link in Desk').waitFor()
    await frame.getByRole('link', { name: 'Back to Desk' }).waitFor()
    expect(await told(page)).toEqual([{ type: 'keyturn:expired', origin: suite.dashboard.url }])
  })

  test.each([
    ['light', 1440],
    ['dark', 390],
  ] as const)(
    'where a frame keeps no cookies (%s, %i wide), it says so and the page around it is told',
    async (colorScheme, width) => {
      const { page } = await openPage(suite.dashboard.browser, {
        colorScheme,
        viewport: { width, height: 900 },
      })
      await forgetCookies(page)
      await page.goto(vendor.show(iframe(await link())))
      const frame = page.frameLocator('iframe')
      await frame.getByRole('heading', { name: 'This page has to be opened in a tab of its own' }).waitFor()
      await frame.getByText('Ask for a link to it in Desk').waitFor()
      await frame.getByRole('link', { name: 'Back to Desk' }).waitFor()
      expect(await told(page)).toEqual([{ type: 'keyturn:blocked', origin: suite.dashboard.url }])
      expect(await barriers(page)).toEqual([])
    },
  )

  test('a page of its own that keeps no cookies says so', async () => {
    const { page } = await openPage(suite.dashboard.browser)
    await forgetCookies(page)
    await page.goto(await link())
    await page.getByRole('heading', { name: 'This browser keeps no cookies of this page' }).waitFor()
    await page.getByText('Ask for a new link in Desk').waitFor()
  })

  test('what ends it shows at the next step', async () => {
    const { page, frame } = await embed(await link())
    await frame.getByText('Nightly CRM sync').waitFor()
    const { client } = suite.dashboard.keyturn
    const { id } = suite.dashboard.organization
    await client.organizations.update(id, { suspended: true })
    await frame.getByRole('link', { name: 'Nightly CRM sync' }).click()
    await frame.getByRole('heading', { name: 'This page is closed' }).waitFor()
    await expect.poll(async () => (await told(page)).at(-1)?.type).toBe('keyturn:expired')
    await client.organizations.update(id, { suspended: false })
  })

  test.each([
    ['light', '#ffd400', 1440],
    ['dark', '#ffd400', 1440],
    ['light', '#3b0a5c', 390],
    ['dark', '#3b0a5c', 390],
  ] as const)('%s with the accent %s, %i wide, keeps nobody out', async (scheme, accent, width) => {
    const { page, faults } = await openPage(suite.dashboard.browser, { viewport: { width, height: 900 } })
    await page.goto(await link({ theme: { scheme, accent } }))
    await page.getByText('Nightly CRM sync').waitFor()
    expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe(scheme)
    const fills = 'document.body.getBoundingClientRect().height >= innerHeight'
    expect(await page.evaluate(fills)).toBe(true)
    expect(await barriers(page)).toEqual([])
    await page.getByRole('link', { name: 'Nightly CRM sync' }).click()
    await page.getByRole('heading', { name: 'Nightly CRM sync' }).waitFor()
    expect(await barriers(page)).toEqual([])
    expect(faults).toEqual([])
  })

  test.each([
    ['light', 1440],
    ['dark', 390],
  ] as const)('inside of a frame, %s and %i wide, it keeps nobody out', async (scheme, width) => {
    const theme = { scheme, accent: '#7a2e8e' }
    const options = { viewport: { width, height: 900 }, reducedMotion: 'reduce' }
    const { page, frame, refused } = await embed(await link({ theme }), vendor, options)
    await frame.getByText('Nightly CRM sync').waitFor()
    expect(await barriersWithin(frame)).toEqual([])
    // Nothing of the page around is seen where a scroll bar might have been.
    const isWhole = 'document.body.getBoundingClientRect().width === innerWidth'
    await expect.poll(() => frame.evaluate(isWhole)).toBe(true)
    await frame.getByRole('button', { name: 'Create API Key', exact: true }).click()
    await frame.getByLabel('Name', { exact: true }).waitFor()
    expect(await barriersWithin(frame)).toEqual([])
    await page.keyboard.press('Escape')
    await frame.getByRole('link', { name: 'Nightly CRM sync', exact: true }).click()
    await frame.getByRole('heading', { name: 'Nightly CRM sync', exact: true }).waitFor()
    expect(await barriersWithin(frame)).toEqual([])
    expect(refused).toEqual([])
  })

  test('a question opens where the frame is in view, and the focus goes back to what asked it', async () => {
    const { client } = suite.dashboard.keyturn
    const place = { organizationId: suite.dashboard.organization.id, apiId: suite.dashboard.api('ee').id }
    for (let number = 1; number <= 20; number += 1) {
      await client.keys.create({ ...place, name: `Of the morning, ${number}`, environment: 'test' })
    }
    const { page, frame } = await embed(await link())
    await frame.getByText('test', { exact: true }).click()
    const actions = frame.getByRole('button', { name: 'Actions for Of the morning, 1', exact: true })
    await actions.scrollIntoViewIfNeeded()
    await actions.click()
    await frame.getByRole('menuitem', { name: 'Revoke', exact: true }).click()
    const question = frame.getByRole('dialog', { name: 'Revoke Of the morning, 1?' })
    await question.waitFor()
    const height = page.viewportSize()?.height ?? 0
    const bounds = async () => (await question.boundingBox()) ?? { y: -1, height: 0 }
    expect((await bounds()).y).toBeGreaterThanOrEqual(0)
    expect((await bounds()).y + (await bounds()).height).toBeLessThanOrEqual(height)
    await frame.getByRole('button', { name: 'Cancel', exact: true }).click()
    await actions.and(frame.locator(':focus')).waitFor()

    // At the other end of the frame, which is higher than what is in view.
    const newest = frame.getByRole('button', { name: 'Actions for Of the morning, 20', exact: true })
    await newest.scrollIntoViewIfNeeded()
    await newest.click()
    await frame.getByRole('menuitem', { name: 'Revoke', exact: true }).click()
    await frame.getByRole('button', { name: 'Revoke key', exact: true }).click()
    const told = frame.getByText(/^Revoked everywhere/)
    await told.waitFor()
    const isInView = async () => {
      const { y, height: own } = (await told.boundingBox()) ?? { y: -1, height: 0 }
      return y >= 0 && y + own <= height
    }
    await expect.poll(isInView).toBe(true)
    expect(await barriersWithin(frame)).toEqual([])
  })

  test('a form lies where the frame is in view, and so does what sends it', async () => {
    const { page, frame } = await embed(await link(), vendor, { viewport: { width: 1440, height: 600 } })
    const create = frame.getByRole('button', { name: 'Create API Key', exact: true })
    await create.click()
    const send = frame.getByRole('dialog').getByRole('button', { name: 'Create', exact: true })
    await send.waitFor()
    const { y, height } = (await send.boundingBox()) ?? { y: -1, height: 0 }
    expect(y + height).toBeLessThanOrEqual(page.viewportSize()?.height ?? 0)
  })

  test('the sole key of an organization is shown and revealed', async () => {
    const permissions: CreatePortalSessionBody['permissions'] = ['manage_keys', 'reveal_keys']
    const { frame } = await embed(await link({ permissions }, 'ex'))
    await frame.getByRole('button', { name: 'Create key' }).click()
    await frame.getByRole('button', { name: 'Reset' }).waitFor()
    await frame.getByRole('link', { name: 'Addresses, rotation and history' }).waitFor()
  })
})
