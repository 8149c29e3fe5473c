import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { barriers } from '../../harness/barriers.ts'
import { clipboardText, heldText } from '../../harness/held-text.ts'
import { type JoinedMember, joinMember, openAsMember } from '../../harness/join-member.ts'
import type { WatchedPage } from '../../harness/open-browser.ts'
import { provideChromium } from '../../harness/provide-chromium.ts'
import { signInHere } from '../../harness/sign-in-here.ts'
import { type StartedDashboard, startDashboard } from '../../harness/start-dashboard.ts'
import { type PostOffice, startPostOffice } from '../../harness/start-post-office.ts'

const chromium = provideChromium()
if (typeof chromium === 'string') console.warn(`Not run, because ${chromium}: journey 1 in a browser`)

const exposed = 'It stood in a ticket that a supplier reads'

describe.skipIf(typeof chromium === 'string')(
  'journey 1 in a browser, label by label, with several people of one company',
  { timeout: 240_000 },
  () => {
    let mail: PostOffice
    let dashboard: StartedDashboard
    let grace: JoinedMember
    let hana: JoinedMember
    let member: WatchedPage
    let administrator: WatchedPage
    let token = ''

    beforeAll(async () => {
      if (typeof chromium === 'string') return
      mail = await startPostOffice()
      dashboard = await startDashboard(chromium, { env: mail.env })
      grace = await joinMember(dashboard, mail, {
        name: 'Grace Hopper',
        permissions: ['view_keys', 'reveal_keys'],
      })
      hana = await joinMember(dashboard, mail, { name: 'Hana Sato', permissions: ['administer'] })
      const place = { apiId: dashboard.api('ex').id, organizationId: dashboard.organization.id }
      token = (await dashboard.keyturn.client.keys.create({ ...place, name: 'Shared' })).secret
      const permissions = ['clipboard-read', 'clipboard-write']
      member = await openAsMember(dashboard, grace, { permissions })
      administrator = await openAsMember(dashboard, hana, { permissions })
    }, 300_000)
    afterAll(async () => {
      await dashboard?.stop()
      await mail?.close()
    })

    const toKey = async ({ page }: WatchedPage) => {
      await page.getByRole('link', { name: 'Access & Authentication', exact: true }).click()
      await page.getByRole('link', { name: 'Getting Your API Key', exact: true }).click()
    }
    const verify = async (presented: string) =>
      (await dashboard.keyturn.client.keys.verify({ key: presented })).code
    const actions = async () => {
      const { data } = await dashboard.keyturn.client.audit.events({
        organizationId: dashboard.organization.id,
      })
      return data.map(({ action }) => action)
    }
    const reveals = async () => (await actions()).filter(action => action === 'key.revealed').length
    const requestsAddress = () => `${dashboard.url}/organizations/${dashboard.organization.id}/requests`
    const askForReset = async (reason: string) => {
      const { page } = member
      await page.getByRole('button', { name: 'Request key reset' }).click()
      const dialog = page.getByRole('dialog', { name: 'Request key reset' })
      await dialog.getByLabel('Reason').fill(reason)
      await dialog.getByRole('button', { name: 'Send request' }).click()
      await page.getByText('You requested a reset of this key').waitFor()
    }

    test('2. Access & Authentication > Getting Your API Key', async () => {
      await toKey(member)
      await member.page.getByRole('heading', { name: 'Getting Your API Key' }).waitFor()
      expect(member.faults).toEqual([])
    })

    test('3. shown masked; Show Key reveals it, Copy Key copies it, each an audited reveal', async () => {
      const { page } = member
      await page.getByText(`${token.slice(0, 11)}••••`).waitFor()
      expect(await heldText(page)).not.toContain(token.slice(11))
      const before = await reveals()
      await page.getByRole('button', { name: 'Show Key' }).click()
      await page.getByText(token, { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Copy Key' }).click()
      await page.getByText('Copied').waitFor()
      expect(await clipboardText(page)).toBe(token)
      // What is shown already is copied as it is.
      expect(await reveals()).toBe(before + 1)
      await page.getByRole('button', { name: 'Hide Key' }).click()
      await page.getByRole('button', { name: 'Copy Key' }).click()
      await expect.poll(reveals, { timeout: 30_000 }).toBe(before + 2)
    })

    test('4. everybody shares that key, and a second one is refused', async () => {
      await toKey(administrator)
      await administrator.page.getByRole('button', { name: 'Show Key' }).click()
      await administrator.page.getByText(token, { exact: true }).waitFor()
      expect(await administrator.page.getByRole('button', { name: 'Create key' }).count()).toBe(0)
      const place = { apiId: dashboard.api('ex').id, organizationId: dashboard.organization.id }
      const second = dashboard.keyturn.client.keys.create({ ...place, name: 'Second' })
      await expect(second).rejects.toMatchObject({ status: 409, code: 'key_exists' })
    })

    test('7. Request key reset, with a reason; the administrator is told by mail and declines, with a reason', async () => {
      const { page } = member
      expect(await page.getByRole('button', { name: 'Reset', exact: true }).count()).toBe(0)
      expect(await page.getByRole('link', { name: 'Requests' }).count()).toBe(0)
      await askForReset(exposed)
      expect(await page.getByRole('button', { name: 'Request key reset' }).count()).toBe(0)
      const letter = await mail.letterTo(hana.email, 'A key reset is requested')
      expect(letter).toContain(exposed)
      expect(letter).toContain('Grace Hopper')
      expect(letter).not.toContain(token.slice(11))

      const admin = administrator.page
      await admin.reload()
      await admin.getByText('Grace Hopper requests a reset of this key').waitFor()
      await admin.getByRole('link', { name: 'Look at the request' }).click()
      await admin.getByText(exposed).waitFor()
      expect(admin.url()).toBe(requestsAddress())
      await admin
        .getByRole('link', { name: /^Requests/ })
        .getByText('1', { exact: true })
        .waitFor()
      await admin.getByRole('button', { name: 'Decline the reset of Shared' }).click()
      const dialog = admin.getByRole('dialog')
      await dialog.getByLabel('Reason').fill('That ticket shows another key')
      await dialog.getByRole('button', { name: 'Decline' }).click()
      await admin.getByText('Nobody asks for a key reset').waitFor()
      await admin.getByText('Decided', { exact: true }).click()
      await admin.getByText('Declined by Hana Sato').waitFor()
      expect(admin.url()).toBe(`${requestsAddress()}?show=closed`)

      expect(await verify(token)).toBe('valid')
      expect(await mail.letterTo(grace.email, 'Your request was declined')).toContain('another key')
      await page.reload()
      await page.getByText('Declined by Hana Sato').waitFor()
      await page.getByText('That ticket shows another key').waitFor()
      expect([member.faults, administrator.faults]).toEqual([[], []])
    })

    test('7. what was asked for is withdrawn', async () => {
      const { page } = member
      await askForReset('Perhaps')
      await page.getByRole('button', { name: 'Withdraw' }).click()
      await page.getByRole('button', { name: 'Request key reset' }).waitFor()
      expect((await actions())[0]).toBe('reset_request.withdrawn')
    })

    test('7. … and approves: the key is reset, the new one shown, and the old one refused at once', async () => {
      await askForReset(exposed)
      const admin = administrator.page
      await admin.goto(requestsAddress())
      await admin.getByRole('button', { name: 'Approve the reset of Shared' }).click()
      await admin.getByRole('button', { name: 'Approve and reset' }).click()
      const fresh = admin.getByRole('dialog').getByText(/^ex_live_[0-9A-Za-z]{32}$/)
      const next = (await fresh.textContent()) ?? ''
      expect([await verify(token), await verify(next)]).toEqual(['revoked', 'valid'])
      await admin.getByRole('button', { name: 'Done' }).click()
      await admin.getByText('Nobody asks for a key reset').waitFor()
      expect(await heldText(admin)).not.toContain(next.slice(11))
      expect((await actions()).slice(0, 2).sort()).toEqual(['key.rotated', 'reset_request.approved'])
      await mail.letterTo(grace.email, 'Your request was approved')

      const { page } = member
      await page.reload()
      await page.getByText(`${next.slice(0, 11)}••••`).waitFor()
      await page.getByRole('button', { name: 'Show Key' }).click()
      await page.getByText(next, { exact: true }).waitFor()
      expect([member.faults, administrator.faults]).toEqual([[], []])
    })

    test('a page that one may not see says what is missing; Request access asks for it, and it is granted', async () => {
      const kim = await joinMember(dashboard, mail, { name: 'Kim Lee', permissions: [] })
      const opened = await openAsMember(dashboard, kim)
      const { page } = opened
      expect(await page.getByRole('link', { name: 'Access & Authentication' }).count()).toBe(0)
      const address = `${dashboard.url}/organizations/${dashboard.organization.id}/apis/${dashboard.api('ex').id}/keys`
      await page.goto(address)
      await page.getByText('You need one of these permissions to see this page').waitFor()
      for (const name of ['view_keys', 'reveal_keys']) await page.getByText(name, { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Request access' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Permission').selectOption('View keys')
      await dialog.getByLabel('Reason').fill('I look after the sync')
      await dialog.getByRole('button', { name: 'Send request' }).click()
      await page.getByText('You asked for “View keys”').waitFor()
      await mail.letterTo(hana.email, 'Access is requested')

      const admin = administrator.page
      await admin.goto(requestsAddress())
      await admin.getByText('I look after the sync').waitFor()
      await admin.getByRole('button', { name: `Grant View keys for ${kim.email}` }).click()
      await admin.getByRole('dialog', { name: 'Grant “View keys”?' }).waitFor()
      // The administrator signed in a while ago, or has not: a proof is asked for only in the first case.
      await admin.getByRole('button', { name: 'Grant access' }).click()
      await admin.getByText('Nobody asks for access').waitFor()
      expect(await mail.letterTo(kim.email, 'Your request was approved')).toContain('View keys')

      await page.reload()
      await signInHere(opened, kim)
      await page.getByRole('heading', { name: 'Getting Your API Key' }).waitFor()
      await page.getByRole('button', { name: 'Request key reset' }).waitFor()
      expect(page.url()).toBe(address)
      expect(opened.faults).toEqual([])
    })

    test.each(['light', 'dark'] as const)(
      'nothing keeps anybody out, in %s and on a narrow screen',
      async colorScheme => {
        const { client } = dashboard.keyturn
        const { data } = await client.keys.list({ apiId: dashboard.api('ex').id, status: 'active' })
        const keyId = data[0]?.id ?? ''
        const request = await client.keys.createResetRequest(keyId, { reason: exposed })
        const look = { colorScheme, reducedMotion: 'reduce' } as const
        const { page, faults } = await openAsMember(dashboard, hana, look)
        const found: Record<string, string[]> = {}
        await page.goto(requestsAddress())
        await page.getByText(exposed).waitFor()
        found['requests'] = await barriers(page)
        await page.getByRole('button', { name: 'Approve the reset of Shared' }).click()
        await page.getByRole('button', { name: 'Approve and reset' }).waitFor()
        found['approve'] = await barriers(page)
        await page.getByRole('button', { name: 'Cancel' }).click()
        await page.getByRole('button', { name: 'Decline the reset of Shared' }).click()
        await page.getByRole('dialog').getByLabel('Reason').waitFor()
        found['decline'] = await barriers(page)
        await page.goto(`${requestsAddress()}?show=closed`)
        await page.getByText('Declined by Hana Sato').waitFor()
        found['decided'] = await barriers(page)
        await page.setViewportSize({ width: 390, height: 800 })
        await page.goto(requestsAddress())
        await page.getByText(exposed).waitFor()
        found['narrow'] = await barriers(page)
        await client.resetRequests.withdraw(request.id)
        expect(Object.entries(found).filter(([, each]) => each.length > 0)).toEqual([])
        expect(faults).toEqual([])
      },
    )
  },
)
