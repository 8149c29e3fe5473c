import type { KeyView } from '@keyturn/contract/client'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { barriers } from '../../harness/barriers.ts'
import { eventually } from '../../harness/eventually.ts'
import { heldText, memoryText } from '../../harness/held-text.ts'
import type { WatchedPage } from '../../harness/open-browser.ts'
import { provideChromium } from '../../harness/provide-chromium.ts'
import { type StartedDashboard, startDashboard } from '../../harness/start-dashboard.ts'

const chromium = provideChromium()
if (typeof chromium === 'string') console.warn(`Not run, because ${chromium}: the page of a key`)

describe.skipIf(typeof chromium === 'string')('the page of a key', { timeout: 300_000 }, () => {
  let dashboard: StartedDashboard
  let opened: WatchedPage
  let key: KeyView
  let token = ''

  beforeAll(async () => {
    if (typeof chromium === 'string') return
    dashboard = await startDashboard(chromium)
    opened = await dashboard.openAsOwner({ permissions: ['clipboard-read', 'clipboard-write'] })
    const made = await create('Nightly CRM sync', { scopes: ['leads:read'], purpose: 'Copies new leads' })
    key = made.key
    token = made.secret
    const request = { method: 'GET', path: '/v1/leads', ip: '203.0.113.7', userAgent: 'crm-sync/2.1' }
    for (let each = 0; each < 5; each++) await verify(token, { request, scopes: ['leads:read'] })
    await verify(token, { request: { ...request, path: '/v1/lists' }, scopes: ['lists:write'] })
    await logged(6)
  }, 300_000)
  afterAll(() => dashboard?.stop())

  const create = (
    name: string,
    settings: { scopes?: string[]; purpose?: string; environment?: string } = {},
  ) =>
    dashboard.keyturn.client.keys.create({
      apiId: dashboard.api('ee').id,
      organizationId: dashboard.organization.id,
      name,
      ...settings,
    })
  const verify = async (presented: string, asked: object = {}) =>
    (await dashboard.keyturn.client.keys.verify({ key: presented, ...asked })).code
  const logged = (count: number, keyId = key.id) =>
    eventually(`${count} requests are logged`, async () => {
      const { data } = await dashboard.keyturn.client.usage.events({ keyId })
      return data.length >= count ? true : null
    })
  const list = () =>
    `${dashboard.url}/organizations/${dashboard.organization.id}/apis/${dashboard.api('ee').id}/keys`
  const address = (query = '', id = key.id) => `${list()}/${id}${query}`
  const tab = (page: Page, name: string) =>
    page.getByRole('navigation', { name: 'Key' }).getByRole('link', { name, exact: true })

  test('the name in the list leads to it; it says in words what the key may do, and shows what it did', async () => {
    const { page, faults } = opened
    await page.goto(list())
    await page.getByRole('link', { name: 'Nightly CRM sync' }).click()
    await page.waitForURL(address())
    await page.getByRole('heading', { name: 'Nightly CRM sync' }).waitFor()
    await page.getByText(/“Nightly CRM sync” works in production of Enrich Engine, from anywhere/).waitFor()
    await page.getByText('6 requests, 1 of them refused').waitFor()
    await page.getByRole('cell', { name: 'crm-sync/2.1' }).first().waitFor()
    await page.getByText('GET /v1/lists').waitFor()
    await page.getByText('Python', { exact: true }).click()
    await page.getByText('os.environ["ENRICH_ENGINE_API_KEY"]').waitFor()
    expect(faults).toEqual([])
  })

  test('the name is changed in place; Escape leaves it', async () => {
    const { page } = opened
    await page.goto(address())
    await page.getByRole('button', { name: 'Rename' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Something else')
    await page.keyboard.press('Escape')
    await page.getByRole('heading', { name: 'Nightly CRM sync' }).waitFor()
    await page.getByRole('button', { name: 'Rename' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Hourly CRM sync')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Hourly CRM sync' }).waitFor()
    expect((await dashboard.keyturn.client.keys.get(key.id)).name).toBe('Hourly CRM sync')
  })

  test('a pasted key is tested with its real answer, and nothing of it stays', async () => {
    const { page, faults } = opened
    await page.goto(address())
    const field = page.getByLabel('Key to test')
    const send = page.getByRole('button', { name: 'Send test request' })
    await field.fill('too short')
    await send.click()
    await page.getByText('This is no key').waitFor()
    await field.fill(token)
    expect(await field.getAttribute('type')).toBe('password')
    await send.click()
    await page.getByText(/^200, \d+ ms$/).waitFor()
    await page.getByText(`"id": "${key.id}"`).waitFor()
    expect(await field.inputValue()).toBe('')
    const hidden = token.slice(key.start.length)
    expect(await heldText(page)).not.toContain(hidden)
    await field.fill(`${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`)
    await send.click()
    await page.getByText(/^401, \d+ ms$/).waitFor()
    await page.getByText('"code": "invalid_api_key"').waitFor()
    await page.goto(address('?tab=rotation'))
    await page.getByText('The present one').waitFor()
    expect((await memoryText(page)).includes(hidden)).toBe(false)
    expect(faults).toEqual([])
  })

  test('Disable stops it until Enable, and both hold when they are said', async () => {
    const { page } = opened
    await page.goto(address())
    await page.getByRole('button', { name: 'Disable' }).click()
    await page.getByText(/It answered 5 requests from 1 address in the last hour/).waitFor()
    await page.getByRole('button', { name: 'Disable key' }).click()
    await page.getByText(/Disabled everywhere, \d+ ms/).waitFor()
    expect(await verify(token)).toBe('disabled')
    await page.getByRole('button', { name: 'Enable' }).click()
    await page.getByRole('button', { name: 'Disable' }).waitFor()
    expect(await verify(token)).toBe('valid')
  })

  test('Rotate keeps the old token for a while; Retire now ends it', async () => {
    const { page, faults } = opened
    const made = await create('To be rotated', { scopes: ['leads:read'] })
    await page.goto(address('?tab=rotation', made.key.id))
    await page.getByRole('button', { name: 'Rotate', exact: true }).click()
    expect(await page.getByLabel('The old key stops working').inputValue()).toBe('86400')
    await page.getByRole('button', { name: 'Rotate key' }).click()
    const shown = page.getByRole('dialog').getByText(/^ee_live_[0-9A-Za-z]{32}$/)
    const next = (await shown.textContent()) ?? ''
    await page.getByRole('dialog').getByRole('button', { name: 'Send test request' }).click()
    await page.getByText(/^200, \d+ ms$/).waitFor()
    await page.getByRole('button', { name: 'Copy', exact: true }).click()
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByText('Still accepted').waitFor()
    expect([await verify(made.secret), await verify(next)]).toEqual(['valid', 'valid'])
    await page.getByRole('button', { name: 'Retire now' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Retire now' }).click()
    await page.getByText(/Retired everywhere, \d+ ms/).waitFor()
    await page.getByText('Still accepted').waitFor({ state: 'detached' })
    expect([await verify(made.secret), await verify(next)]).toEqual(['revoked', 'valid'])
    expect(faults).toEqual([])
  })

  test('Settings show what saving would change; who changed it meanwhile is not overwritten', async () => {
    const { page, faults } = opened
    await page.goto(address())
    await tab(page, 'Settings').click()
    await page.waitForURL(address('?tab=settings'))
    const review = page.getByRole('button', { name: 'Review changes' })
    expect(await review.isDisabled()).toBe(true)
    await page.getByRole('checkbox', { name: 'lists:read' }).check()
    await page.getByLabel('Allowed addresses').fill('203.0.113.0/24')
    await tab(page, 'Audit').click()
    await page.getByText('Leave without saving?').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    expect(await page.getByLabel('Allowed addresses').inputValue()).toBe('203.0.113.0/24')
    await dashboard.keyturn.client.keys.update(key.id, { usedBy: 'somebody else' })
    await review.click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('row', { name: 'Scopes leads:read leads:read, lists:read' }).waitFor()
    await dialog.getByRole('row', { name: 'Allowed addresses Anywhere 203.0.113.0/24' }).waitFor()
    await dialog.getByRole('button', { name: 'Save changes' }).click()
    await dialog.getByText('Somebody else changed this key meanwhile').waitFor()
    expect((await dashboard.keyturn.client.keys.get(key.id)).allowedIps).toBeNull()
    await dialog.getByRole('button', { name: 'Save changes' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(await dashboard.keyturn.client.keys.get(key.id)).toMatchObject({
      scopes: ['lists:read', 'leads:read'],
      allowedIps: ['203.0.113.0/24'],
      usedBy: 'somebody else',
    })
    expect(await page.getByLabel('Used by').inputValue()).toBe('somebody else')
    expect(faults).toEqual([])
  })

  test('Requests are narrowed in the address, and follow what happens while they are live', async () => {
    const { page, faults } = opened
    const made = await create('Watched', { scopes: ['leads:read'] })
    await verify(made.secret, { request: { method: 'GET', path: '/v1/leads' }, scopes: ['leads:read'] })
    await verify(made.secret, { request: { method: 'GET', path: '/v1/lists' }, scopes: ['lists:read'] })
    await logged(2, made.key.id)
    await page.goto(address('?tab=requests', made.key.id))
    await page.getByRole('row').filter({ hasText: '/v1/leads' }).waitFor()
    await page.getByLabel('Verdict').selectOption({ label: 'Scope is missing' })
    await page.waitForURL(/code=insufficient_scope/)
    await page.getByRole('row').filter({ hasText: '/v1/leads' }).waitFor({ state: 'detached' })
    await page.reload()
    await page.getByRole('row').filter({ hasText: '/v1/lists' }).waitFor()
    await page.getByRole('button', { name: 'Live tail' }).click()
    await verify(made.secret, { request: { method: 'POST', path: '/v1/exports' }, scopes: ['lists:write'] })
    await page.getByRole('row').filter({ hasText: '/v1/exports' }).waitFor()
    await page.getByRole('button', { name: 'Clear', exact: true }).click()
    await page.getByRole('row').filter({ hasText: '/v1/leads' }).waitFor()
    expect(faults).toEqual([])
  })

  test('Audit shows what was done to it, before and after', async () => {
    const { page } = opened
    await page.goto(address('?tab=audit'))
    await page.getByText('Key created').waitFor()
    await page.getByText('Key updated').first().click()
    await page.getByRole('row').filter({ hasText: 'Allowed addresses' }).first().waitFor()
    await page.getByText('Key created').click()
    await page.getByText('Made by', { exact: true }).waitFor()
    const told = await page.getByRole('main').locator('details[open]').allInnerTexts()
    expect(told.join()).not.toContain('{')
  })

  test('a key of the sandbox says so, wherever its address comes from; one that is deleted leads to the list', async () => {
    const { page } = opened
    const made = await create('In the sandbox', { environment: 'test' })
    await page.goto(address('', made.key.id))
    await page.waitForURL(/environment=test/)
    await page.getByText('Test environment').waitFor()
    await page.getByRole('button', { name: 'More actions for In the sandbox' }).click()
    await page.getByRole('menuitem', { name: 'Delete', exact: true }).click()
    await page.getByRole('button', { name: 'Delete key' }).click()
    await page.waitForURL(`${list()}?environment=test`)
    await page.goto(address('', made.key.id))
    await page.getByText('There is no key here').waitFor()
  })

  test.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 390],
  ] as const)('nothing keeps anybody out, in %s and %i pixels wide', async (colorScheme, width) => {
    const viewport = { width, height: 900 }
    const { page, faults } = await dashboard.openAsOwner({ colorScheme, viewport, reducedMotion: 'reduce' })
    const found: Record<string, string[]> = {}
    const parts = {
      '': 'Recent requests',
      '?tab=requests': 'Start of the path',
      '?tab=rotation': 'The present one',
      '?tab=settings': 'Review changes',
      '?tab=audit': 'Key created',
    }
    for (const [query, text] of Object.entries(parts)) {
      await page.goto(address(query))
      const shown = query === '?tab=requests' ? page.getByLabel(text) : page.getByText(text)
      await shown.waitFor()
      found[query] = await barriers(page)
    }
    expect(Object.entries(found).flatMap(([name, each]) => each.map(text => `${name}: ${text}`))).toEqual([])
    expect(faults).toEqual([])
  })
})
