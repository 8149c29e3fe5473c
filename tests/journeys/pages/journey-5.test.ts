import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AddedPerson, addPerson, openAs } from '../../harness/add-person.ts'
import { clipboardText } from '../../harness/held-text.ts'
import { refusalsOf, type WatchedPage } from '../../harness/open-browser.ts'
import { provideChromium } from '../../harness/provide-chromium.ts'
import { type StartedDashboard, startDashboard } from '../../harness/start-dashboard.ts'

const chromium = provideChromium()
if (typeof chromium === 'string') console.warn(`Not run, because ${chromium}: journey 5 in a browser`)

describe.skipIf(typeof chromium === 'string')(
  'journey 5 in a browser, label by label',
  { timeout: 180_000 },
  () => {
    let dashboard: StartedDashboard
    let accountant: WatchedPage
    let developer: AddedPerson
    let token = ''

    beforeAll(async () => {
      if (typeof chromium === 'string') return
      dashboard = await startDashboard(chromium)
      const { client } = dashboard.keyturn
      const place = { apiId: dashboard.api('ap').id, organizationId: dashboard.organization.id }
      token = (await client.keys.create({ ...place, name: 'Shared' })).secret
      const ann = await addPerson(dashboard, { name: 'Ann Account', permissions: ['manage_billing'] })
      developer = await addPerson(dashboard, {
        name: 'Dev Eloper',
        permissions: ['view_keys', 'manage_keys'],
      })
      const permissions = ['clipboard-read', 'clipboard-write']
      accountant = await openAs(dashboard, ann, { permissions })
    }, 300_000)
    afterAll(() => dashboard?.stop())

    const technical = () =>
      `${dashboard.url}/organizations/${dashboard.organization.id}/apis/${dashboard.api('ap').id}/keys`
    const verify = async (key: string) => (await dashboard.keyturn.client.keys.verify({ key })).code
    const reveals = async () => {
      const { data } = await dashboard.keyturn.client.audit.events({
        organizationId: dashboard.organization.id,
      })
      return data.filter(({ action }) => action === 'key.revealed').length
    }
    const newToken = async () => {
      const shown = accountant.page.getByRole('dialog').getByText(/^ap_live_[0-9A-Za-z]{32}$/)
      return (await shown.textContent()) ?? ''
    }

    test('1. Settings, Technical: the key is displayed as one audited reveal, and can be highlighted and copied', async () => {
      const { page, faults } = accountant
      const refusals = refusalsOf(accountant)
      await page.getByRole('link', { name: 'Settings', exact: true }).click()
      await page.getByRole('link', { name: 'Technical', exact: true }).click()
      await page.getByRole('heading', { name: 'Technical' }).waitFor()
      const shown = page.getByText(token, { exact: true })
      await shown.waitFor()
      expect(await reveals()).toBe(1)
      await shown.click()
      expect(await page.evaluate('getSelection().toString()')).toBe(token)
      await page.keyboard.press('Control+c')
      expect(await clipboardText(page)).toBe(token)
      await page.getByRole('link', { name: 'Addresses, rotation and history' }).click()
      await page.getByRole('navigation', { name: 'Key' }).waitFor()
      await page.waitForLoadState('networkidle')
      expect(refusals).toEqual([])
      await page.goBack()
      await shown.waitFor()
      expect(faults).toEqual([])
    })

    test('2. Reset asks, and shows the new key at once; the old one stops at that moment', async () => {
      const { page, faults } = accountant
      await page.getByRole('button', { name: 'Reset', exact: true }).click()
      await page.getByText('Everything that uses the old one has to be given the new one').waitFor()
      await page.getByRole('button', { name: 'Cancel' }).click()
      expect(await verify(token)).toBe('valid')
      const before = await reveals()
      await page.getByRole('button', { name: 'Reset', exact: true }).click()
      await page.getByRole('button', { name: 'Reset key' }).click()
      const next = await newToken()
      await page.getByRole('button', { name: 'Done' }).click()
      await page.getByText(next, { exact: true }).waitFor()
      // It was shown as it was made: it left the server once.
      expect(await reveals()).toBe(before)
      expect(await verify(token)).toBe('revoked')
      expect(await verify(next)).toBe('valid')
      token = next
      expect(faults).toEqual([])
    })

    test('2. … or later, where an overlap is chosen', async () => {
      const { page } = accountant
      await page.getByRole('button', { name: 'Reset', exact: true }).click()
      await page.getByLabel('The old key stops working').selectOption('In a day')
      await page.getByRole('button', { name: 'Reset key' }).click()
      const next = await newToken()
      await page.getByRole('button', { name: 'Done' }).click()
      expect(await verify(token)).toBe('valid')
      expect(await verify(next)).toBe('valid')
      token = next
    })

    test('3. a test request is sent from the page, and 200 means that the key works', async () => {
      const { page, faults } = accountant
      await page.getByText(token, { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Send test request' }).click()
      await page.getByText(/^200, \d+ ms$/).waitFor()
      await page.getByText('The key works').waitFor()
      expect(faults).toEqual([])
    })

    test('4. usage reports and transaction logs are one click away', async () => {
      const { page, faults } = accountant
      await page.getByRole('link', { name: 'Usage reports' }).click()
      await page.getByRole('heading', { name: 'Usage', exact: true }).waitFor()
      await page.goBack()
      await page.getByRole('link', { name: 'Transaction logs' }).click()
      await page.getByRole('heading', { name: 'Logs', exact: true }).waitFor()
      expect(await page.getByRole('alert').count()).toBe(0)
      await page.goBack()
      await page.getByText(token, { exact: true }).waitFor()
      expect(faults).toEqual([])
    })

    test('7. the key is bound to addresses and networks', async () => {
      const { page } = accountant
      await page.getByRole('link', { name: 'Addresses, rotation and history' }).click()
      await page.getByRole('navigation', { name: 'Key' }).getByRole('link', { name: 'Settings' }).click()
      await page.getByLabel('Allowed addresses').fill('203.0.113.0/24\n2001:db8::1')
      await page.getByRole('button', { name: 'Review changes' }).click()
      await page.getByRole('button', { name: 'Save changes' }).click()
      await page.getByText('Saved, and in effect everywhere').waitFor()
      const { client } = dashboard.keyturn
      const from = async (ip: string) => (await client.keys.verify({ key: token, request: { ip } })).code
      expect(await from('203.0.113.9')).toBe('valid')
      expect(await from('2001:db8::1')).toBe('valid')
      expect(await from('198.51.100.1')).toBe('ip_not_allowed')
    })

    test('5. whoever manages neither billing nor users has no such entry, and the address says what is missing and who grants it', async () => {
      const { page, faults } = await openAs(dashboard, developer)
      await page.getByRole('link', { name: 'Settings', exact: true }).click()
      await page.getByRole('link', { name: 'API Keys', exact: true }).waitFor()
      for (const name of ['Technical', 'General', 'Members', 'Security', 'Billing']) {
        expect(await page.getByRole('link', { name, exact: true }).count()).toBe(0)
      }
      const before = await reveals()
      await page.goto(technical())
      for (const name of ['manage_billing', 'manage_users'])
        await page.getByText(name, { exact: true }).waitFor()
      await page.getByText('An administrator of Northwind can give them to you').waitFor()
      await page.getByRole('button', { name: 'Request access' }).waitFor()
      expect(await reveals()).toBe(before)
      expect(faults).toEqual([])
    })

    test('5. an administrator grants either, and then it becomes available', async () => {
      const owner = await dashboard.openAsOwner()
      await owner.page.getByRole('link', { name: 'Settings', exact: true }).click()
      await owner.page.getByRole('link', { name: 'Members', exact: true }).click()
      await owner.page.getByRole('button', { name: 'Actions for Dev Eloper' }).click()
      await owner.page.getByRole('menuitem', { name: 'Change permissions', exact: true }).click()
      await owner.page.getByRole('checkbox', { name: 'Manage people' }).check()
      await owner.page.getByRole('button', { name: 'Save', exact: true }).click()
      await owner.page.getByRole('row').filter({ hasText: 'Dev Eloper' }).getByText('Manage people').waitFor()
      const { page } = await openAs(dashboard, developer)
      await page.getByRole('link', { name: 'Settings', exact: true }).click()
      await page.getByRole('link', { name: 'Technical', exact: true }).click()
      await page.getByText(token, { exact: true }).waitFor()
    })

    test('8. what is wrong with a presented key is told apart by text and code, both as 401', async () => {
      const ask = async (headers: Record<string, string>) => {
        const answer = await fetch(`${dashboard.url}/v1/whoami`, { headers })
        const { title, code } = (await answer.json()) as { title: string; code: string }
        return { status: answer.status, title, code }
      }
      const invalid = { status: 401, title: 'Invalid API key', code: 'invalid_api_key' }
      const wrong = token.replace(/.$/, last => (last === 'x' ? 'y' : 'x'))
      expect(await ask({ authorization: `Bearer ${wrong}` })).toEqual(invalid)
      const missing = { status: 401, title: 'Unauthorized', code: 'missing_credential' }
      expect(await ask({})).toEqual(missing)
      expect(await ask({ authorization: token })).toEqual(missing)
    })
  },
)
