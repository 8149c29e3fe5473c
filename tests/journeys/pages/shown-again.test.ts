import { expect, test } from 'vitest'
import { ageSessions } from '../../harness/age-sessions.ts'
import { describeDashboard } from '../../harness/describe-dashboard.ts'
import { clipboardText, heldText } from '../../harness/held-text.ts'

describeDashboard(
  'the one key of a company in a browser',
  { owner: { permissions: ['clipboard-read', 'clipboard-write'] } },
  suite => {
    const create = async (prefix: string) => {
      const place = { apiId: suite.dashboard.api(prefix).id, organizationId: suite.dashboard.organization.id }
      return (await suite.dashboard.keyturn.client.keys.create({ ...place, name: 'Shared' })).secret
    }
    const reveals = async () => {
      const { data } = await suite.dashboard.keyturn.client.audit.events({
        organizationId: suite.dashboard.organization.id,
      })
      return data.filter(({ action }) => action === 'key.revealed').length
    }

    test('journey 1: masked; Show Key reveals, Copy Key copies, each an audited reveal; hidden again when left', async () => {
      const { page, faults } = suite.opened
      const token = await create('ex')
      await page.getByRole('link', { name: 'Access & Authentication', exact: true }).click()
      await page.getByRole('link', { name: 'Getting Your API Key', exact: true }).click()
      await page.getByText(`${token.slice(0, 11)}••••`).waitFor()
      expect(await heldText(page)).not.toContain(token.slice(11))
      expect(await reveals()).toBe(0)
      await page.getByRole('button', { name: 'Show Key' }).click()
      await page.getByText(token, { exact: true }).waitFor()
      expect(await reveals()).toBe(1)
      await page.emulateMedia({ media: 'print' })
      await page.getByText(token, { exact: true }).waitFor({ state: 'hidden' })
      await page.emulateMedia({ media: null })
      await page.getByRole('button', { name: 'Hide Key' }).click()
      await page.getByRole('button', { name: 'Copy Key' }).click()
      await page.getByText('Copied').waitFor()
      expect(await clipboardText(page)).toBe(token)
      expect(await reveals()).toBe(2)
      await page.getByRole('button', { name: 'Show Key' }).click()
      await page.getByText(token, { exact: true }).waitFor()
      await page.evaluate(`window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))`)
      await page.getByText(`${token.slice(0, 11)}••••`).waitFor()
      expect(await heldText(page)).not.toContain(token.slice(11))
      expect(faults).toEqual([])
    })

    test('copying asks for a proof where the organization wants one, and what could not be copied says why', async () => {
      const { page, faults } = suite.opened
      await page.reload()
      const copy = page.getByRole('button', { name: 'Copy Key' })
      await page.route('**/reveal', route => route.abort())
      await copy.click()
      await page.getByRole('alert').getByText('The server cannot be reached').waitFor()
      await page.unroute('**/reveal')
      const { client } = suite.dashboard.keyturn
      const { id } = suite.dashboard.organization
      await client.organizations.update(id, { keyPolicy: { requireMfa: true } })
      ageSessions(suite.dashboard.keyturn.dataDirectory)
      await copy.click()
      await page.getByRole('dialog', { name: 'Is it still you?' }).waitFor()
      await client.organizations.update(id, { keyPolicy: {} })
      await page.goto(`${suite.dashboard.url}/organizations/${id}`)
      expect(faults).toEqual([])
    })

    test('the vendor sees what its customers have displayed at once masked, until asked for; Reset ends the old key and shows the new', async () => {
      const { page, faults } = suite.opened
      const token = await create('ap')
      const before = await reveals()
      await page.getByRole('link', { name: 'Settings', exact: true }).click()
      await page.getByRole('link', { name: 'Technical', exact: true }).click()
      await page.getByText(`${token.slice(0, 11)}••••`).waitFor()
      expect(await reveals()).toBe(before)
      await page.getByRole('button', { name: 'Show Key' }).click()
      await page.getByText(token, { exact: true }).waitFor()
      expect(await reveals()).toBe(before + 1)
      await page.getByRole('button', { name: 'Reset' }).click()
      await page.getByRole('button', { name: 'Reset key' }).click()
      const fresh = page.getByRole('dialog').getByText(/^ap_live_[0-9A-Za-z]{32}$/)
      const next = (await fresh.textContent()) ?? ''
      expect(next).not.toBe(token)
      await page.getByRole('button', { name: 'Done' }).click()
      const { client } = suite.dashboard.keyturn
      expect((await client.keys.verify({ key: token })).code).toBe('revoked')
      expect((await client.keys.verify({ key: next })).code).toBe('valid')
      expect(faults).toEqual([])
    })
  },
)
