import { createHash } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { barriers } from '../../harness/barriers.ts'
import { describeDashboard } from '../../harness/describe-dashboard.ts'
import { clipboardText } from '../../harness/held-text.ts'

const manyKeys = 10_000
const shownRows = 25

describeDashboard('the list of keys in a browser', { timeout: 240_000 }, suite => {
  /** A customer of its own, and the address of its keys of the sample API with this prefix. */
  async function customer(settings = {}, prefix = 'ee') {
    const { client } = suite.dashboard.keyturn
    const apiId = suite.dashboard.api(prefix).id
    const { id: organizationId } = await client.organizations.create({ name: 'Contoso', ...settings })
    const place = { apiId, organizationId }
    const make = async (name: string, body = {}) => client.keys.create({ ...place, name, ...body })
    const address = (query = '') =>
      `${suite.dashboard.url}/organizations/${organizationId}/apis/${apiId}/keys${query}`
    return { client, place, make, address }
  }
  const names = (page: Page) => page.locator('tbody tr[data-key] td[data-column="name"]').allInnerTexts()
  const listed = async (page: Page) => (await names(page)).map(text => text.split('\n')[0])

  test('a key is made, found, selected and revoked by the keyboard alone', async () => {
    const { make, address, client } = await customer()
    await make('Older')
    const { page, faults } = await suite.dashboard.openAsOwner({
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    const press = (...keys: string[]) =>
      keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())
    const focused = () => page.evaluate<string>('document.activeElement?.innerText ?? ""')
    await page.goto(address())
    await page.getByText('Older').waitFor()
    await press('c')
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).waitFor()
    await page.waitForFunction('document.activeElement?.matches("[role=dialog] input")')
    await page.keyboard.type('Made by keyboard')
    await press('Enter')
    await page.getByText('You will not see this again').waitFor()
    await page.waitForFunction('document.activeElement?.innerText === "Copy"')
    await press('Enter')
    await page.getByText('Copied').waitFor()
    const token = await clipboardText(page)
    expect((await client.keys.verify({ key: token })).code).toBe('valid')
    await press('Escape')
    await page.getByText('You will not see this again').waitFor({ state: 'detached' })
    await page.getByRole('row').filter({ hasText: 'Made by keyboard' }).waitFor()

    await press('/')
    await page.keyboard.type('keyboard')
    await page.getByText('Older').waitFor({ state: 'detached' })
    // A field keeps its letters to itself.
    await press('Tab', 'Escape')
    await press('j')
    expect(await focused()).toContain('Made by keyboard')
    await press('k', 'j', 'x')
    await page.getByText('1 key selected').waitFor()
    await press('?')
    await page.getByText('Keyboard shortcuts').waitFor()
    await press('x')
    await press('Escape')
    await page.getByText('Keyboard shortcuts').waitFor({ state: 'detached' })
    await page.getByText('1 key selected').waitFor()
    for (let tries = 0; tries < 20 && (await focused()) !== 'Revoke…'; tries++) await press('Tab')
    await press('Enter')
    await page.getByText('Revoke 1 key?').waitFor()
    await page.waitForFunction('document.activeElement?.matches("[role=dialog] input")')
    await page.keyboard.type('1 key')
    await press('Enter')
    await page.getByText(/Revoked everywhere/).waitFor()
    await press('Enter')
    await page.getByText('1 key selected').waitFor({ state: 'detached' })
    expect((await client.keys.verify({ key: token })).code).toBe('revoked')
    expect(faults).toEqual([])
  })

  test('several keys are revoked at once, after what that stops was said, and each is told', async () => {
    const { make, address, client } = await customer()
    const used = await make('In use')
    await make('Forgotten')
    const kept = await make('Kept')
    const gone = await make('Ended before')
    await client.keys.revoke(gone.key.id)
    await client.keys.verify({ key: used.secret ?? '' })
    await expect.poll(async () => (await client.keys.get(used.key.id)).lastUsedAt).not.toBeNull()
    const { page, faults } = await suite.dashboard.openAsOwner()
    await page.goto(address())
    await page.getByText('Forgotten').waitFor()
    expect(await page.getByLabel('Select Ended before').isDisabled()).toBe(true)
    await page.getByLabel('Select all keys on this page').check()
    await page.getByText('3 keys selected').waitFor()
    await page.getByLabel('Select Kept').uncheck()
    await page.getByRole('button', { name: 'Revoke…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('1 of them was used in the last day.').waitFor()
    await dialog.getByText('This cannot be undone.').waitFor()
    const revoke = dialog.getByRole('button', { name: 'Revoke 2 keys' })
    expect(await revoke.isDisabled()).toBe(true)
    await dialog.getByLabel(/to confirm/).fill('2 keys')
    await revoke.click()
    await dialog.getByText(/Revoked everywhere, \d+ ms/).waitFor()
    expect(await dialog.getByRole('listitem').allInnerTexts()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/In use\s+Revoked/),
        expect.stringMatching(/Forgotten\s+Revoked/),
      ]),
    )
    await dialog.getByRole('button', { name: 'Done' }).click()
    await page.getByText(/keys? selected/).waitFor({ state: 'detached' })
    expect((await client.keys.verify({ key: used.secret ?? '' })).code).toBe('revoked')
    expect((await client.keys.verify({ key: kept.secret ?? '' })).code).toBe('valid')
    expect(faults).toEqual([])
  })

  test('all that match are as many as can be revoked, and what is not confirmed everywhere is not said to be', async () => {
    const { make, address, client } = await customer()
    for (let number = 0; number < shownRows + 2; number++) await make(`Service ${number}`)
    const { data } = await client.keys.list({ search: 'Service 1', limit: 1 })
    await client.keys.revoke(data[0]?.id ?? '')
    const { page, faults } = await suite.dashboard.openAsOwner({ timezoneId: 'UTC' })
    await page.route('**/v1/keys/bulk-revoke', async route => {
      const response = await route.fetch()
      const headers = { ...response.headers(), 'keyturn-effective-by': '2027-03-01T00:00:05.000Z' }
      const json = { ...(await response.json()), effective: { everywhere: false } }
      await route.fulfill({ status: 202, headers, json })
    })
    await page.goto(address())
    await page.getByLabel('Select all keys on this page').check()
    const all = shownRows + 1
    await page.getByRole('button', { name: `Revoke all ${all} that match…` }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('All keys of Enrich Engine in the live environment.').waitFor()
    await dialog.getByLabel(/to confirm/).fill(`${all} keys`)
    await dialog.getByRole('button', { name: `Revoke ${all} keys` }).click()
    const done = page.getByRole('dialog', { name: `${all} keys revoked` })
    await done
      .getByText(/^Revoked. Not every node has confirmed it yet: it holds everywhere from 1 Mar 2027, /)
      .waitFor()
    expect(await done.getByText('Revoked everywhere').count()).toBe(0)
    expect(faults).toEqual([])
  })

  test('the order stands in the address, and Back goes to the one before', async () => {
    const { make, address } = await customer()
    for (const name of ['beta', 'Alpha', 'gamma']) await make(name)
    const { page } = await suite.dashboard.openAsOwner()
    await page.goto(address())
    await page.getByText('gamma').waitFor()
    expect(await listed(page)).toEqual(['gamma', 'Alpha', 'beta'])
    const head = page.getByRole('columnheader', { name: 'Name' })
    await head.getByRole('button').click()
    await page.waitForURL(/sort=name/)
    await expect.poll(() => listed(page)).toEqual(['Alpha', 'beta', 'gamma'])
    expect(await head.getAttribute('aria-sort')).toBe('ascending')
    await head.getByRole('button').click()
    await page.waitForURL(/order=desc/)
    await expect.poll(() => listed(page)).toEqual(['gamma', 'beta', 'Alpha'])
    await page.reload()
    await page.getByText('gamma').waitFor()
    expect(await listed(page)).toEqual(['gamma', 'beta', 'Alpha'])
    await page.goBack()
    await expect.poll(() => listed(page)).toEqual(['Alpha', 'beta', 'gamma'])
    await page.getByRole('button', { name: /^Sort/ }).click()
    await page.getByRole('menuitem', { name: 'Oldest first', exact: true }).click()
    await page.waitForURL(/sort=created/)
    await expect.poll(() => listed(page)).toEqual(['beta', 'Alpha', 'gamma'])
    await page.getByRole('button', { name: 'Status', exact: true }).first().click()
    await page.getByRole('menuitem', { name: 'Revoked', exact: true }).click()
    await page.getByText('No key matches').waitFor()
    await page.waitForURL(/status=revoked/)
    await page.getByRole('button', { name: 'Show all keys' }).click()
    await page.getByText('3 keys', { exact: true }).waitFor()
  })

  test('an empty list says what a key is, offers one, and shows what works with it', async () => {
    const { address } = await customer()
    const { page } = await suite.dashboard.openAsOwner()
    await page.goto(address())
    await page.getByText('An API key is a secret with which one of your systems says who it is').waitFor()
    await page
      .getByText('curl "http://localhost:8788/v1/lists" -H "X-API-Key: $ENRICH_ENGINE_API_KEY"')
      .waitFor()
    expect(await barriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Create your first key' }).click()
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).waitFor()
  })

  test('where policy says so, never takes a reason, and what is too long is not offered', async () => {
    const { address, client, place } = await customer({ keyPolicy: { requirePurposeWithoutExpiry: true } })
    const { page } = await suite.dashboard.openAsOwner()
    await page.goto(address())
    await page.getByRole('button', { name: 'Create API Key' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Name', { exact: true }).fill('Sealed devices')
    await form.getByText('Never', { exact: true }).click()
    await form.getByRole('button', { name: 'Create', exact: true }).click()
    await form.getByText('Say why, or choose a date.').waitFor()
    await form.getByLabel('Why it must never expire').fill('Burnt into devices')
    await form.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByText('You will not see this again').waitFor()
    const { data } = await client.keys.list({ organizationId: place.organizationId })
    expect(data[0]).toMatchObject({ purpose: 'Burnt into devices', expiresAt: null })

    const strict = await customer({ keyPolicy: { maxLifetimeDays: 45 } })
    await page.goto('about:blank')
    await page.goto(strict.address())
    await page.getByRole('button', { name: 'Create API Key' }).click()
    await form.getByText(/keys live 45 days at most/).waitFor()
    for (const choice of ['60 days', '90 days', 'Never']) {
      expect(await form.getByText(choice, { exact: true }).count()).toBe(0)
    }
    await form.getByLabel('Name', { exact: true }).fill('As long as it may')
    await form.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByText('You will not see this again').waitFor()
    const [made] = (await client.keys.list({ organizationId: strict.place.organizationId })).data
    expect(Date.parse(made?.expiresAt ?? '') - Date.parse(made?.createdAt ?? '')).toBe(45 * 86_400_000)
  })

  test('ten thousand keys: counted, searched, sorted, and a page is a page', async () => {
    const { client, place, address } = await customer()
    for (let from = 0; from < manyKeys; from += 1_000) {
      await client.keys.import(
        Array.from({ length: 1_000 }, (_, index) => ({
          ...place,
          name: `Service ${String(from + index).padStart(5, '0')}`,
          sha256: createHash('sha256')
            .update(`key list ${from + index}`)
            .digest('hex'),
        })),
      )
    }
    const { page, faults } = await suite.dashboard.openAsOwner()
    await page.goto(address('?sort=name'))
    await page.getByText('10,000 keys', { exact: true }).waitFor()
    expect((await listed(page))[0]).toBe('Service 00000')
    const rows = page.locator('tbody tr[data-key]')
    const session = await page.context().newCDPSession(page)
    const nodes = async () => {
      await session.send('HeapProfiler.collectGarbage')
      return (await session.send('Memory.getDOMCounters')).nodes
    }
    const turnPages = async (from: number, to: number) => {
      for (let number = from; number < to; number++) {
        await page.getByRole('button', { name: 'Next page' }).click()
        await page
          .getByText(`Service ${String(number * shownRows).padStart(5, '0')}`, { exact: true })
          .waitFor()
        expect(await rows.count()).toBe(shownRows)
      }
    }
    await turnPages(1, 6)
    const early = await nodes()
    await turnPages(6, 21)
    expect(await nodes()).toBeLessThan(early * 1.5)

    await page.getByLabel('Search keys').fill('service 09999')
    await page.getByText('1 key', { exact: true }).waitFor()
    expect(await listed(page)).toEqual(['Service 09999'])
    await page.getByLabel('Search keys').fill('nowhere')
    await page.getByText('No key matches').waitFor()
    await page.getByLabel('Search keys').fill('service 0999')
    await page.getByText('10 keys', { exact: true }).waitFor()
    await page.getByLabel('Search keys').fill('service 099')
    await page.getByText('100 keys', { exact: true }).waitFor()
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByLabel('Select all keys on this page').check()
    await page.getByRole('button', { name: 'Revoke all 100 that match…' }).click()
    const which = 'Keys of Enrich Engine in the live environment, found by “service 099”.'
    await page.getByText(which).waitFor()
    await page.getByLabel(/to confirm/).fill('100 keys')
    await page.getByRole('button', { name: 'Revoke 100 keys' }).click()
    const done = page.getByRole('dialog', { name: '100 keys revoked' })
    await done.getByText(/^Revoked everywhere, [\d,]+ ms$/).waitFor()
    await done.getByText(which).waitFor()
    await done.getByRole('button', { name: 'Done' }).click()
    await done.waitFor({ state: 'detached' })
    const { count } = await client.keys.count({ ...place, status: 'active' })
    expect(count).toBe(manyKeys - 100)
    expect(faults).toEqual([])
  })

  test.each(['light', 'dark'] as const)(
    'nothing keeps anybody out, in %s and on a narrow screen',
    async colorScheme => {
      const { make, address } = await customer({ keyPolicy: { requirePurposeWithoutExpiry: true } })
      await make('Nightly CRM sync', { expiresAt: new Date(Date.now() + 5 * 86_400_000).toISOString() })
      await make('Warehouse', { purpose: 'Stock levels' })
      const { page, faults } = await suite.dashboard.openAsOwner({ colorScheme, reducedMotion: 'reduce' })
      const found: string[] = []
      const look = async (name: string) =>
        found.push(...(await barriers(page)).map(text => `${name}: ${text}`))
      await page.goto(address('?sort=status&status=active'))
      await page.getByText('Expires in 5 days').waitFor()
      await page.getByLabel('Select Nightly CRM sync').check()
      await page.getByLabel('Select Warehouse').check()
      await look('selection')
      await page.getByRole('button', { name: 'Revoke…' }).click()
      await page.getByText('None of them was used in the last day.').waitFor()
      await look('confirmation')
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.getByRole('button', { name: 'Status: Active' }).click()
      await page.getByRole('menuitem', { name: 'Any status', exact: true }).waitFor()
      await look('chip')
      await page.keyboard.press('Escape')
      await page.setViewportSize({ width: 390, height: 800 })
      await look('narrow')
      await page.keyboard.press('Control+k')
      await page.getByLabel('Search pages, keys and help').fill('contoso')
      await page.getByRole('dialog').getByText('Organization', { exact: true }).first().waitFor()
      await look('palette')
      expect(found).toEqual([])
      expect(faults).toEqual([])
    },
  )
})
