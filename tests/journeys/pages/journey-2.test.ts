import { expect, test } from 'vitest'
import { describeDashboard } from '../../harness/describe-dashboard.ts'
import { clipboardText, heldText, memoryText } from '../../harness/held-text.ts'

describeDashboard(
  'journey 2 in a browser, label by label',
  { owner: { permissions: ['clipboard-read', 'clipboard-write'] } },
  suite => {
    const verify = async (token: string) =>
      (await suite.dashboard.keyturn.client.keys.verify({ key: token })).code
    const row = (name: string) => suite.opened.page.getByRole('row').filter({ hasText: name })

    test('1. Settings > API Keys > Create API Key: name, scopes, expiration, Create; shown once, copied, gone', async () => {
      const { page, faults } = suite.opened
      await page.getByRole('link', { name: 'Settings', exact: true }).click()
      await page.getByRole('link', { name: 'API Keys', exact: true }).click()
      await page.getByRole('link', { name: 'Enrich Engine', exact: true }).click()
      await page.getByRole('button', { name: 'Create API Key' }).click()
      await page.getByLabel('Name', { exact: true }).fill('key 1')
      await page.getByText('Say which system uses it').waitFor()
      await page.getByLabel('Name', { exact: true }).fill('Nightly CRM sync')
      await page.getByRole('checkbox', { name: 'leads:read' }).check()
      await page.getByRole('checkbox', { name: 'lists:read' }).check()
      await page.getByText('90 days').click()
      await page
        .getByText(/“Nightly CRM sync” will work in production .* may use lists:read and leads:read/)
        .waitFor()
      await page.getByRole('button', { name: 'Create', exact: true }).click()

      await page.getByText('You will not see this again').waitFor()
      const token = (await page.getByText(/^ee_live_[0-9A-Za-z]{32}$/).textContent()) ?? ''
      expect(await verify(token)).toBe('valid')
      await page.getByText(`ENRICH_ENGINE_API_KEY=${token}`, { exact: true }).waitFor()

      await page.keyboard.press('Escape')
      await page.getByText('The key was not copied').waitFor()
      await page.getByRole('button', { name: 'Go back' }).click()
      await page.getByRole('button', { name: 'Copy', exact: true }).click()
      await page.getByText('Copied').waitFor()
      expect(await clipboardText(page)).toBe(token)
      await page.getByRole('button', { name: 'Done' }).click()
      await page.getByText('You will not see this again').waitFor({ state: 'detached' })
      const hidden = token.slice('ee_live_abc'.length)
      expect(await heldText(page)).not.toContain(hidden)
      expect((await memoryText(page)).includes(hidden)).toBe(false)
      await page.reload()
      await row('Nightly CRM sync').waitFor()
      expect(await heldText(page)).not.toContain(hidden)
      expect(faults).toEqual([])
    })

    test('4. the list shows names, prefixes, scopes, status and last used; it is searched as one types', async () => {
      const { page } = suite.opened
      const { client } = suite.dashboard.keyturn
      const place = { apiId: suite.dashboard.api('ee').id, organizationId: suite.dashboard.organization.id }
      const other = await client.keys.create({ ...place, name: 'Warehouse', scopes: ['lists:write'] })
      await page.reload()
      const warehouse = row('Warehouse')
      await warehouse.getByText(`${other.key.start}…`).waitFor()
      await warehouse.getByText('lists:write').waitFor()
      await warehouse.getByText('Active').waitFor()
      await warehouse.getByText('Never').waitFor()

      await page.getByLabel('Search keys').fill('wareh')
      await row('Nightly CRM sync').waitFor({ state: 'detached' })
      await warehouse.waitFor()
      await page.waitForURL(/search=wareh/)
      await page.reload()
      await warehouse.waitFor()
      await page.getByRole('button', { name: 'Clear', exact: true }).click()
      await row('Nightly CRM sync').waitFor()
    })

    test('a token that is pasted into the search is cut to its start, and never in the address', async () => {
      const { page } = suite.opened
      const place = { apiId: suite.dashboard.api('ee').id, organizationId: suite.dashboard.organization.id }
      const { key, secret } = await suite.dashboard.keyturn.client.keys.create({ ...place, name: 'Pasted' })
      await page.getByLabel('Search keys').fill(secret)
      await page.waitForURL(new RegExp(`search=${key.start}$`))
      await row('Pasted').waitFor()
      expect(await page.getByLabel('Search keys').inputValue()).toBe(key.start)
      await page.getByRole('button', { name: 'Clear', exact: true }).click()
    })

    test('4. Rename changes the display name', async () => {
      const { page } = suite.opened
      await page.getByRole('button', { name: 'Actions for Warehouse' }).click()
      await page.getByRole('menuitem', { name: 'Rename', exact: true }).click()
      await page.getByLabel('Name', { exact: true }).fill('Data warehouse')
      await page.getByRole('button', { name: 'Rename' }).click()
      await row('Data warehouse').waitFor()
    })

    test('4. Revoke says what it stops, wants the name of a key in use, and disables it at once', async () => {
      const { page, faults } = suite.opened
      const { client } = suite.dashboard.keyturn
      const place = { apiId: suite.dashboard.api('ee').id, organizationId: suite.dashboard.organization.id }
      const { secret } = await client.keys.create({ ...place, name: 'In use', scopes: ['leads:read'] })
      const used = { key: secret, request: { ip: '203.0.113.7', method: 'GET', path: '/v1/leads' } }
      expect((await client.keys.verify(used)).code).toBe('valid')
      await expect
        .poll(
          async () =>
            (await client.usage.events({ organizationId: suite.dashboard.organization.id })).data.length,
        )
        .toBeGreaterThan(0)
      await page.reload()
      await page.getByRole('button', { name: 'Actions for In use' }).click()
      await page.getByRole('menuitem', { name: 'Revoke', exact: true }).click()
      await page.getByText('It answered 1 request from 1 address in the last hour').waitFor()
      await page.getByText('Your data, workflows, leads and settings are unaffected.').waitFor()
      const button = page.getByRole('button', { name: 'Revoke key' })
      expect(await button.isDisabled()).toBe(true)
      await page.getByLabel('Type In use to confirm').fill('In use')
      await button.click()
      await page.getByText(/Revoked everywhere, \d+ ms/).waitFor()
      await row('In use').getByText('Revoked').waitFor()
      expect(await verify(secret)).toBe('revoked')
      expect(faults).toEqual([])
    })
  },
)
