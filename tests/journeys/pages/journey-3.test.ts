import { expect, test } from 'vitest'
import { describeDashboard } from '../../harness/describe-dashboard.ts'
import { clipboardText } from '../../harness/held-text.ts'

describeDashboard(
  'journey 3 in a browser, label by label',
  { owner: { permissions: ['clipboard-read', 'clipboard-write'] } },
  suite => {
    let token = ''

    const verify = async () => (await suite.dashboard.keyturn.client.keys.verify({ key: token })).code

    test('1. and 2. Settings, API Keys, Create API Key, Key Name, Generate: nothing else is asked', async () => {
      const { page } = suite.opened
      await page.getByRole('link', { name: 'Settings', exact: true }).click()
      await page.getByRole('link', { name: 'API Keys', exact: true }).click()
      await page.getByRole('link', { name: 'Orufy', exact: true }).click()
      await page.getByText('No keys yet').waitFor()
      await page.getByRole('button', { name: 'Create API Key' }).click()
      const form = page.getByRole('dialog')
      await form.getByLabel('Key Name').fill('Integration with CRM')
      expect(await form.getByRole('textbox').count()).toBe(1)
      expect(await form.getByRole('checkbox').count()).toBe(0)
      await form.getByRole('button', { name: 'Generate' }).click()
    })

    test('3. the generated key is displayed once with a copy button', async () => {
      const { page } = suite.opened
      token = (await page.getByText(/^or_live_[0-9A-Za-z]{32}$/).textContent()) ?? ''
      await page.getByRole('button', { name: 'Copy', exact: true }).click()
      await page.getByText('Copied').waitFor()
      expect(await clipboardText(page)).toBe(token)
    })

    test('3. … also where the browser refuses the clipboard', async () => {
      const { page } = suite.opened
      await page.evaluate(`navigator.clipboard.writeText('another text').then(() => {
        navigator.clipboard.writeText = () => Promise.reject(new DOMException('refused', 'NotAllowedError'))
      })`)
      await page.getByRole('button', { name: /^Cop(?:y|ied)$/ }).click()
      await expect.poll(() => clipboardText(page)).toBe(token)
      await page.getByRole('button', { name: 'Done' }).click()
      expect(await verify()).toBe('valid')
    })

    test('4. the list shows all keys with their names and statuses', async () => {
      const row = suite.opened.page.getByRole('row').filter({ hasText: 'Integration with CRM' })
      await row.getByText('Active').waitFor()
    })

    test('5. the Delete icon removes it after a confirmation, which says when it was used a moment ago', async () => {
      const { page, faults } = suite.opened
      await page.reload()
      const listed = page.getByRole('row').filter({ hasText: 'Integration with CRM' })
      await page.getByRole('button', { name: 'Delete Integration with CRM' }).click()
      await page.getByText(/It (?:answered 1 request|was last used just now)/).waitFor()
      await page.getByText('What the key did stays in the logs.').waitFor()
      await page.getByLabel('Type Integration with CRM to confirm').fill('Integration with CRM')
      await page.getByRole('button', { name: 'Delete key' }).click()
      await listed.waitFor({ state: 'detached' })
      expect(await verify()).toBe('revoked')
      const organizationId = suite.dashboard.organization.id
      const { data } = await suite.dashboard.keyturn.client.usage.events({ organizationId })
      expect(data.some(({ keyName }) => keyName === 'Integration with CRM')).toBe(true)
      expect(faults).toEqual([])
    })
  },
)
