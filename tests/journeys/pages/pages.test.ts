import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { barriers, faintBorders } from '../../harness/barriers.ts'
import { runKeyturn } from '../../harness/keyturn-command.ts'
import { provideChromium } from '../../harness/provide-chromium.ts'
import { setupToken } from '../../harness/setup-token.ts'
import { type StartedDashboard, startDashboard } from '../../harness/start-dashboard.ts'

const chromium = provideChromium()
if (typeof chromium === 'string') console.warn(`Not run, because ${chromium}: the pages in a browser`)

const assets = join(import.meta.dirname, '../../../packages/dashboard/dist/assets')

describe.skipIf(typeof chromium === 'string')('the pages in a browser', { timeout: 180_000 }, () => {
  let dashboard: StartedDashboard

  beforeAll(async () => {
    if (typeof chromium === 'string') return
    dashboard = await startDashboard(chromium)
    const place = { apiId: dashboard.api('ee').id, organizationId: dashboard.organization.id }
    const { client } = dashboard.keyturn
    const scopes = ['leads:read', 'leads:write', 'lists:read']
    await client.keys.create({ ...place, name: 'Nightly CRM sync', purpose: 'Copies new leads', scopes })
    const { key } = await client.keys.create({ ...place, name: '<img src=x onerror=alert(1)>' })
    await client.keys.revoke(key.id)
  }, 300_000)
  afterAll(() => dashboard?.stop())

  const addressOf = (prefix: string, query = '') =>
    `${dashboard.url}/organizations/${dashboard.organization.id}/apis/${dashboard.api(prefix).id}/keys${query}`
  const keys = (query = '') => addressOf('ee', query)

  test.each(['light', 'dark'] as const)(
    'nothing keeps anybody out, in %s and on a narrow screen',
    async colorScheme => {
      const { page, faults } = await dashboard.openAsOwner({ colorScheme, reducedMotion: 'reduce' })
      const found: Record<string, string[]> = {}
      const look = async (name: string) => {
        found[name] = await barriers(page)
      }
      await page.getByRole('heading', { name: 'Overview' }).waitFor()
      await look('overview')
      await page.goto(keys())
      await page.getByText('Nightly CRM sync').waitFor()
      await look('list')
      await page.getByRole('button', { name: 'Create API Key' }).click()
      await page.getByText('Restrict further').click()
      await page.getByLabel('Allowed addresses').waitFor()
      await look('form')
      expect(await faintBorders(page)).toEqual([])
      await page.getByLabel('Name', { exact: true }).fill('Made here')
      await page.getByRole('button', { name: 'Create', exact: true }).click()
      await page.getByText('You will not see this again').waitFor()
      await look('token')
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Close without copying' }).click()
      await page.getByRole('button', { name: 'Actions for Nightly CRM sync' }).click()
      await look('menu')
      await page.keyboard.press('ArrowUp')
      expect(await page.locator(':focus').textContent()).toBe('Delete')
      await look('what deletes, about to be chosen')
      await page.getByRole('menuitem', { name: 'Revoke', exact: true }).click()
      await page.getByText('It was never used.').waitFor()
      await look('confirmation')
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.goto(keys('?environment=test'))
      await page.getByText('Test environment').waitFor()
      await look('test environment')
      await page.setViewportSize({ width: 390, height: 800 })
      await page.goto(keys())
      await page.getByText('Nightly CRM sync').waitFor()
      await look('narrow')
      await page.getByRole('button', { name: 'Open navigation' }).click()
      await page.getByRole('dialog').getByRole('link', { name: 'Settings' }).waitFor()
      await look('drawer')
      expect(Object.entries(found).flatMap(([name, each]) => each.map(text => `${name}: ${text}`))).toEqual(
        [],
      )
      expect(faults).toEqual([])
    },
  )

  test('somebody who is not signed in is asked to, and goes on where they wanted to', async () => {
    const { page } = await dashboard.open()
    await page.goto(keys('?search=Nightly'))
    await page.getByLabel('E-mail').fill(dashboard.owner.email)
    expect(await barriers(page)).toEqual([])
    await page.getByLabel('Password', { exact: true }).fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByLabel('Password', { exact: true }).fill(dashboard.owner.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Nightly CRM sync').waitFor()
    expect(page.url()).toBe(keys('?search=Nightly'))
  })

  test.each([
    '//evil.example',
    '/\\evil.example',
    'https:evil.example',
    '/%2f%2fevil.example',
    'javascript:alert(1)',
  ])('after signing in `next=%s` leads nowhere else', async next => {
    const { page, faults } = await dashboard.open()
    await page.goto(`${dashboard.url}/sign-in?next=${encodeURIComponent(next)}`)
    await page.getByLabel('E-mail').fill(dashboard.owner.email)
    await page.getByLabel('Password', { exact: true }).fill(dashboard.owner.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Organizations' }).waitFor()
    expect(new URL(page.url()).origin).toBe(dashboard.url)
    expect(faults).toEqual([])
  })

  test('a link from the terminal signs in by a click, once, and leaves the address before anything keeps it', async () => {
    const env = { KEYTURN_DATA: dashboard.keyturn.dataDirectory }
    // Not the owner of the other tests: whose account is recovered has no password any more.
    const { out } = await runKeyturn(['owners', 'recover', 'second@keyturn.example', '--yes', '--json'], {
      env,
    })
    const { link }: { link: string } = JSON.parse(out)
    const { pathname, hash } = new URL(link)
    const { page, faults } = await dashboard.open()
    await page.goto(dashboard.url + pathname + hash)
    const button = page.getByRole('button', { name: 'Sign in with this link' })
    await button.waitFor()
    expect(page.url()).toBe(dashboard.url + pathname)
    await button.click()
    await page.getByRole('heading', { name: 'Organizations' }).waitFor()
    expect(faults).toEqual([])
    const other = await dashboard.open()
    await other.page.goto(dashboard.url + pathname + hash)
    await other.page.getByRole('button', { name: 'Sign in with this link' }).click()
    await other.page.getByRole('alert').waitFor()
  })

  test('a session that ends is noticed, and nothing typed is lost', async () => {
    const { page } = await dashboard.openAsOwner()
    await page.goto(keys())
    await page.getByRole('button', { name: 'Create API Key' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Typed before')
    await page.context().clearCookies()
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByText('Your session has ended').waitFor()
    await page.getByLabel('Password', { exact: true }).fill(dashboard.owner.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Your session has ended').waitFor({ state: 'detached' })
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Typed before')
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByText('You will not see this again').waitFor()
  })

  test('after signing out the Back button shows nothing of it', async () => {
    const { page } = await dashboard.openAsOwner()
    await page.goto(keys())
    await page.getByText('Nightly CRM sync').waitFor()
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click()
    await page.waitForURL(/\/sign-in/)
    await page.goBack()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await page.getByText('Nightly CRM sync').count()).toBe(0)
  })

  test('what is wrong with a long form is told at its field, and in view', async () => {
    const { page, faults } = await dashboard.openAsOwner()
    await page.goto(keys())
    await page.getByRole('button', { name: 'Create API Key' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Name', { exact: true }).fill('From nowhere')
    await form.getByText('Restrict further').click()
    await form.getByLabel('Allowed addresses').fill('nowhere')
    await form.getByLabel('Name', { exact: true }).focus()
    await form.getByRole('button', { name: 'Create', exact: true }).click()
    const told = form.getByRole('alert')
    await told.waitFor()
    const isCovered = `{
      const told = document.querySelector('[role=dialog] [role=alert]')
      const { left, bottom } = told.getBoundingClientRect()
      !told.contains(document.elementFromPoint(left + 4, bottom - 4))
    }`
    expect(await page.evaluate(isCovered)).toBe(false)
    const field = form.getByLabel('Allowed addresses')
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    expect(faults).toEqual([])
  })

  test('what is missing in a long form is told at its field, in view and in words of ours', async () => {
    const { page, faults } = await dashboard.openAsOwner({ viewport: { width: 390, height: 700 } })
    await page.goto(keys())
    await page.getByRole('button', { name: 'Create API Key' }).click()
    const form = page.getByRole('dialog')
    const create = form.getByRole('button', { name: 'Create', exact: true })
    await form.getByText('Date', { exact: true }).click()
    await form.getByText('It stops working on a day that is not chosen yet').waitFor()
    await form.getByText('Restrict further').focus()
    await create.click()
    const name = form.getByLabel('Name', { exact: true })
    await name.and(page.locator(':focus')).waitFor()
    await form.getByText('Give the key a name.').waitFor()
    expect((await name.boundingBox())?.y).toBeGreaterThan(60)
    await name.fill('Ends some day')
    await create.click()
    // What goes by below the buttons is not seen through them.
    const isAbove = `{
      const group = [...document.querySelectorAll('[role=dialog] [role=radiogroup]')].at(-1)
      const foot = document.querySelector('[role=dialog] button[type=submit]').parentElement
      const middle = element => { const { top, height } = element.getBoundingClientRect(); return top + height / 2 }
      let scrolled = group
      while (scrolled.scrollHeight <= scrolled.clientHeight || getComputedStyle(scrolled).overflowY === 'visible') scrolled = scrolled.parentElement
      scrolled.scrollTop += middle(group) - middle(foot)
      const { left, width } = group.getBoundingClientRect()
      const points = Array.from({ length: 20 }, (_, index) => left + (width * (index + 0.5)) / 20)
      Math.abs(middle(group) - middle(foot)) < 4 && points.every(x => foot.contains(document.elementFromPoint(x, middle(foot))))
    }`
    expect(await page.evaluate(isAbove)).toBe(true)
    const day = form.getByLabel('Last day')
    await day.and(page.locator(':focus')).waitFor()
    await form.getByText('Choose the last day, or never.').waitFor()
    await day.fill('2030-02-18')
    await create.click()
    await page.getByText('You will not see this again').waitFor()
    const { data } = await dashboard.keyturn.client.keys.list({ search: 'Ends some day' })
    expect(data.map(({ expiresAt }) => expiresAt?.slice(0, 10))).toEqual(['2030-02-18'])
    expect(faults).toEqual([])
  })

  test('a key is not made before what shows its token has been loaded', async () => {
    const { page } = await dashboard.openAsOwner()
    await page.goto(keys())
    await page.getByRole('button', { name: 'Create API Key' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Made during an update')
    await page.route('**/assets/**', route => route.abort())
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByText(/^ee_live_[0-9A-Za-z]{32}$/).waitFor()
    await page.getByRole('button', { name: 'Copy', exact: true }).click()
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('link', { name: 'Audit log' }).click()
    await page.getByRole('heading', { name: 'A part of this page is missing' }).waitFor()
    await page.unroute('**/assets/**')
    const again = page.getByRole('button', { name: 'Load the page again' })
    await page.context().setOffline(true)
    await again.click()
    await page.getByRole('alert').getByText('The server still cannot be reached.').waitFor()
    await page.getByRole('heading', { name: 'A part of this page is missing' }).waitFor()
    await page.context().setOffline(false)
    await again.click()
    await page.getByRole('heading', { name: 'Audit log' }).waitFor()
  })

  test('a page that leads to a sign-in before the server is loaded again, and takes one there', async () => {
    const { page } = await dashboard.openAsOwner()
    await page.goto(keys())
    await page.getByRole('heading', { name: 'API Keys' }).waitFor()
    await page.route('**/assets/**', route => route.abort())
    await page.getByRole('link', { name: 'Audit log' }).click()
    await page.getByRole('heading', { name: 'A part of this page is missing' }).waitFor()
    const gate = 'https://gate.example/'
    await page.route('**/audit', route => route.fulfill({ status: 302, headers: { location: gate } }))
    await page.route(gate, route =>
      route.fulfill({ contentType: 'text/html', body: '<h1>Sign in at the gate</h1>' }),
    )
    await page.getByRole('button', { name: 'Load the page again' }).click()
    await page.getByRole('heading', { name: 'Sign in at the gate' }).waitFor()
  })

  test('a page that takes long says that it is on its way', async () => {
    const { page, faults } = await dashboard.openAsOwner()
    const held = Promise.withResolvers<void>()
    await page.route('**/v1/session', async route => {
      await held.promise
      await route.continue()
    })
    await page.goto(keys(), { waitUntil: 'commit' })
    await page.getByRole('status').getByText('Loading', { exact: true }).waitFor()
    held.resolve()
    await page.getByText('Nightly CRM sync').waitFor()
    expect(await page.getByText('Loading', { exact: true }).count()).toBe(0)
    expect(faults).toEqual([])
  })

  test('a double click makes one key', async () => {
    const { page } = await dashboard.openAsOwner()
    await page.goto(addressOf('or'))
    await page.getByRole('button', { name: 'Create API Key' }).click()
    await page.getByLabel('Key Name').fill('Once')
    await page.getByRole('button', { name: 'Generate' }).dblclick()
    await page.getByText('You will not see this again').waitFor()
    const { data } = await dashboard.keyturn.client.keys.list({ apiId: dashboard.api('or').id })
    expect(data.filter(({ name }) => name === 'Once')).toHaveLength(1)
  })

  test('names of others are text: markup in them does nothing', async () => {
    const { page, faults } = await dashboard.openAsOwner()
    await page.goto(keys())
    await page.getByText('<img src=x onerror=alert(1)>', { exact: true }).waitFor()
    expect(await page.locator('main img').count()).toBe(0)
    expect(faults).toEqual([])
  })

  test('the policy of the page stops scripts and styles that get into it', async () => {
    const { page, faults } = await dashboard.openAsOwner()
    const heading = page.getByRole('heading', { name: 'Overview' })
    await heading.waitFor()
    await page.evaluate(`{
      const script = document.createElement('script')
      const style = document.createElement('style')
      style.textContent = 'body { display: none }'
      document.head.append(style)
      try { script.text = 'window.injected = true'; document.head.append(script) } catch {}
      try { document.body.insertAdjacentHTML('beforeend', '<p id=injected>') } catch {}
    }`)
    expect(await page.evaluate('window.injected')).toBeUndefined()
    expect(await page.locator('#injected').count()).toBe(0)
    expect(await heading.isVisible()).toBe(true)
    expect(faults.length).toBeGreaterThan(0)
  })

  test('⌘K finds pages and keys; c creates; ? lists the keys that do something', async () => {
    const { page } = await dashboard.openAsOwner()
    await page.goto(keys())
    await page.getByText('Nightly CRM sync').waitFor()
    await page.keyboard.press('Control+k')
    await page.getByLabel('Search pages, keys and help').fill('nightly')
    // It is found by asking the server, and chosen as what is found at once would be.
    await page.getByRole('dialog').getByText('Nightly CRM sync').waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/search=ee_live_/)
    await page.getByLabel('Search pages, keys and help').waitFor({ state: 'detached' })
    await page.keyboard.press('Shift+?')
    await page.getByText('Keyboard shortcuts').waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('Keyboard shortcuts').waitFor({ state: 'detached' })
    await page.keyboard.press('c')
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).waitFor()
  })

  test('the first view takes at most 250 kB of JavaScript, compressed, and nothing from elsewhere', async () => {
    const { page, faults } = await dashboard.openAsOwner()
    const loaded = new Set<string>()
    page.on('request', request => loaded.add(new URL(request.url()).pathname))
    await page.goto(keys())
    await page.getByText('Nightly CRM sync').waitFor()
    const scripts = [...loaded].filter(path => path.endsWith('.js')).map(path => path.replace('/assets/', ''))
    expect(scripts.length).toBeGreaterThan(0)
    const bytes = scripts.map(name => statSync(join(assets, `${name}.gz`)).size)
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(250_000)
    expect(readdirSync(assets)).toEqual(expect.arrayContaining(scripts))
    expect(faults).toEqual([])
  })
})

describe.skipIf(typeof chromium === 'string')('the first run', { timeout: 180_000 }, () => {
  let dashboard: StartedDashboard

  beforeAll(async () => {
    if (typeof chromium === 'string') return
    dashboard = await startDashboard(chromium, { owner: false })
  }, 300_000)
  afterAll(() => dashboard?.stop())

  test('makes the first owner, once', async () => {
    const { page, faults } = await dashboard.open()
    await page.goto(dashboard.url)
    await page.getByRole('link', { name: 'Set it up' }).click()
    await page.getByText('Open the link that Keyturn printed').waitFor()
    await page.goto('about:blank')
    await page.goto(`${dashboard.url}/setup#token=${setupToken(dashboard.keyturn.dataDirectory)}`)
    await page.getByLabel('Name').fill('Ada Lovelace')
    await page.getByLabel('E-mail').fill('ada@example.com')
    await page.getByLabel('Password', { exact: true }).fill('password')
    await page.getByRole('button', { name: 'Create owner' }).click()
    await page.getByRole('alert').waitFor()
    expect(await barriers(page)).toEqual([])
    await page.getByLabel('Password', { exact: true }).fill('seven tall herons wade')
    await page.getByRole('button', { name: 'Create owner' }).click()
    await page.getByRole('heading', { name: 'Organizations' }).waitFor()
    await page.goto(`${dashboard.url}/setup`)
    await page.getByText('This installation has an owner already').waitFor()
    expect(faults).toEqual([])
  })
})
