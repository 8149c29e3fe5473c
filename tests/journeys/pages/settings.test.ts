import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AddedPerson, addPerson, openAs } from '../../harness/add-person.ts'
import { barriers } from '../../harness/barriers.ts'
import { refusalsOf } from '../../harness/open-browser.ts'
import { provideChromium } from '../../harness/provide-chromium.ts'
import { type StartedDashboard, startDashboard } from '../../harness/start-dashboard.ts'

const chromium = provideChromium()
if (typeof chromium === 'string') console.warn(`Not run, because ${chromium}: settings in a browser`)

describe.skipIf(typeof chromium === 'string')('settings in a browser', { timeout: 180_000 }, () => {
  let dashboard: StartedDashboard
  let boss: AddedPerson
  let helper: AddedPerson
  let another = ''

  beforeAll(async () => {
    if (typeof chromium === 'string') return
    dashboard = await startDashboard(chromium)
    const { client } = dashboard.keyturn
    another = (await client.organizations.create({ name: 'Fabrikam' })).id
    const organizationIds = [dashboard.organization.id, another]
    boss = await addPerson(dashboard, { name: 'Grace Hopper', permissions: ['administer'], organizationIds })
    helper = await addPerson(dashboard, { name: 'Henry Human', permissions: ['manage_users', 'view_keys'] })
    const place = { apiId: dashboard.api('ee').id, organizationId: dashboard.organization.id }
    const { secret } = await client.keys.create({
      ...place,
      name: 'Nightly CRM sync',
      scopes: ['leads:read'],
    })
    for (const cost of [1, 2, 3]) await client.keys.verify({ key: secret, cost })
    await client.keys.verify({ key: secret, scopes: ['leads:write'] })
  }, 300_000)
  afterAll(() => dashboard?.stop())

  const settings = (page = '', organizationId = dashboard.organization.id) =>
    `${dashboard.url}/organizations/${organizationId}/settings${page}`
  const stored = () => dashboard.keyturn.client.organizations.get(dashboard.organization.id)

  test.each(['light', 'dark'] as const)(
    'nothing keeps anybody out, in %s and on a narrow screen',
    async colorScheme => {
      const { page, faults } = await openAs(dashboard, boss, { colorScheme, reducedMotion: 'reduce' })
      const found: string[] = []
      const look = async (name: string) => {
        found.push(...(await barriers(page)).map(text => `${name}: ${text}`))
      }
      for (const viewport of [
        { width: 1440, height: 900 },
        { width: 390, height: 800 },
      ]) {
        await page.setViewportSize(viewport)
        await page.goto(settings())
        await page.getByLabel('Timezone').waitFor()
        await page.getByRole('checkbox', { name: 'Business hours' }).check()
        await look(`general ${viewport.width}`)
        await page.getByRole('button', { name: 'Discard changes' }).click()
        await page.goto(settings('/members'))
        await page.getByText('Henry Human').waitFor()
        await look(`members ${viewport.width}`)
        await page.getByRole('button', { name: 'Invite people' }).click()
        await page.getByLabel('E-mail addresses').waitFor()
        await look(`invite ${viewport.width}`)
        await page.keyboard.press('Escape')
        await page.goto(settings('/security'))
        await page.getByRole('button', { name: 'Set up single sign-on' }).click()
        await page.getByLabel('Issuer').waitFor()
        await look(`security ${viewport.width}`)
        await page.getByRole('button', { name: 'Cancel' }).click()
        await page.goto(settings('/billing'))
        await page.getByRole('row').filter({ hasText: 'Enrich Engine' }).waitFor()
        await look(`billing ${viewport.width}`)
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
      }
      expect(found).toEqual([])
      expect(faults).toEqual([])
    },
  )

  test('general settings take effect on Save, and leaving before that warns', async () => {
    const { page, faults } = await openAs(dashboard, boss)
    await page.goto(settings())
    await page.getByLabel('Timezone').selectOption('Asia/Tokyo')
    expect((await stored()).timezone).toBe('Europe/Berlin')
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByText('Leave without saving?').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(page.url()).toBe(settings())
    expect(await page.getByLabel('Timezone').inputValue()).toBe('Asia/Tokyo')

    const asked = page.waitForEvent('dialog')
    const closing = page.close({ runBeforeUnload: true })
    const dialog = await asked
    expect(dialog.type()).toBe('beforeunload')
    await dialog.dismiss()
    await closing

    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    expect((await stored()).timezone).toBe('Asia/Tokyo')
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()

    await page.goto(settings('/members'))
    const since = page.getByRole('row').filter({ hasText: 'Henry Human' }).locator('time')
    expect(await since.getAttribute('title')).toContain('(Asia/Tokyo)')
    expect(faults).toEqual([])
  })

  test('people are told by name, and who has left as having left', async () => {
    const maker = await addPerson(dashboard, { name: 'Lena Leaver', permissions: ['manage_keys'] })
    const theirs = await openAs(dashboard, maker)
    const apiId = dashboard.api('ee').id
    const body = { apiId, organizationId: dashboard.organization.id, name: 'Of a leaver' }
    const status = await theirs.page.evaluate(
      `fetch('/v1/keys', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: ${JSON.stringify(JSON.stringify(body))},
      }).then(answer => answer.status)`,
    )
    expect(status).toBe(201)
    const { page, faults } = await openAs(dashboard, boss)
    const keys = `${dashboard.url}/organizations/${dashboard.organization.id}/apis/${apiId}/keys`
    await page.goto(keys)
    await page.getByRole('link', { name: 'Of a leaver' }).click()
    await page.getByText('Made by Lena Leaver.').waitFor()
    const { client } = dashboard.keyturn
    const { data } = await client.organizations.listMembers(dashboard.organization.id, { email: maker.email })
    await client.organizations.deleteMember(dashboard.organization.id, data[0]?.id ?? '')
    await page.goto(keys)
    await page.getByRole('row').filter({ hasText: 'Of a leaver' }).getByText('Maker left').waitFor()
    await page.getByRole('link', { name: 'Of a leaver' }).click()
    await page.getByText('Made by somebody who has left the organization.').waitFor()
    await page.goto(`${dashboard.url}/organizations/${dashboard.organization.id}/audit`)
    const made = page.getByRole('listitem').filter({ hasText: 'Of a leaver' })
    await made.getByText('Lena Leaver').first().waitFor()
    expect(faults).toEqual([])
  })

  test('more than a thousand people are paged through, and a whole address finds anybody', async () => {
    const { client } = dashboard.keyturn
    const { id } = await client.organizations.create({ name: 'Adatum' })
    const many = await addPerson(dashboard, {
      name: 'Many Ager',
      permissions: ['administer'],
      organizationIds: [id],
    })
    const add = (number: number) =>
      client.organizations.createMember(id, { email: `person-${number}@example.com`, permissions: [] })
    for (let first = 0; first < 1_010; first += 10)
      await Promise.all(Array.from({ length: 10 }, (_, index) => add(first + index)))
    const { page, faults } = await openAs(dashboard, many)
    await page.goto(settings('/members', id))
    await page.getByText('These are the 1,000 who joined last.').waitFor()
    await page.getByLabel('Search people').fill(many.email)
    await page.getByRole('row').filter({ hasText: 'Many Ager' }).waitFor()
    await page.getByLabel('Search people').fill('')
    await page.getByRole('button', { name: 'Show the next 1,000' }).click()
    await page.getByText('These are the').waitFor({ state: 'detached' })
    expect(await page.getByRole('row').count()).toBe(1_012)
    expect(faults).toEqual([])
  })

  test('leaving without saving leaves everything as it was', async () => {
    const { page } = await openAs(dashboard, boss)
    await page.goto(settings())
    await page.getByLabel('Name', { exact: true }).fill('Southwind')
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByRole('button', { name: 'Leave without saving' }).click()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    expect((await stored()).name).toBe('Northwind')
  })

  test('people are invited, several at once, and what became of each is told', async () => {
    const { page, faults } = await openAs(dashboard, boss)
    await page.goto(settings('/members'))
    await page.getByRole('button', { name: 'Invite people' }).click()
    await page
      .getByLabel('E-mail addresses')
      .fill(`Ivy Invited <ivy@example.com>, ivan@example.com\n${helper.email}`)
    await page.getByRole('checkbox', { name: 'View keys' }).check()
    await page.getByRole('button', { name: 'Send 3 invitations' }).click()
    await page.getByText('ivy@example.com: invited', { exact: true }).waitFor()
    await page.getByText(`${helper.email}: not invited`).waitFor()
    expect(await page.getByLabel('E-mail addresses').inputValue()).toBe(helper.email)
    await page.getByRole('button', { name: 'Close' }).last().click()

    const ivan = page.getByRole('row').filter({ hasText: 'ivan@example.com' })
    await ivan.getByText('Invited by Grace Hopper').waitFor()
    await page.getByRole('button', { name: 'Resend the invitation to ivan@example.com' }).click()
    await page.getByText('Good for seven more days').waitFor()
    await page.getByRole('button', { name: 'Withdraw the invitation to ivan@example.com' }).click()
    await page.getByRole('button', { name: 'Withdraw invitation', exact: true }).click()
    await ivan.waitFor({ state: 'detached' })
    const { data } = await dashboard.keyturn.client.organizations.listInvitations(dashboard.organization.id)
    expect(data.map(({ email, permissions }) => [email, permissions])).toEqual([
      ['ivy@example.com', ['view_keys']],
    ])
    expect(faults).toEqual([])
  })

  test('people are found by name, address and permission', async () => {
    const { page } = await openAs(dashboard, boss)
    await page.goto(settings('/members'))
    await page.getByText('Henry Human').waitFor()
    await page.getByLabel('Search people').fill('manage people')
    await page.getByText(boss.email).waitFor({ state: 'detached' })
    expect(await page.getByText('Henry Human').count()).toBe(1)
    await page.getByLabel('Search people').fill('nobody at all')
    await page.getByText('Nobody of that name').waitFor()
  })

  test('nobody gives what they do not have, and who is removed is named with what stays', async () => {
    const gone = await addPerson(dashboard, { name: 'Leaving Lea', permissions: ['manage_keys'] })
    const lea = await openAs(dashboard, gone)
    const { page } = await openAs(dashboard, helper)
    await page.goto(settings('/members'))
    await page.getByRole('button', { name: `Actions for ${helper.name}` }).click()
    await page.getByRole('menuitem', { name: 'Leave', exact: true }).click()
    const leaving = page.getByRole('dialog', { name: 'Leave Northwind?' })
    await leaving.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Actions for Leaving Lea' }).click()
    await page.getByRole('menuitem', { name: 'Change permissions', exact: true }).click()
    expect(await page.getByRole('checkbox', { name: 'Administrator' }).isDisabled()).toBe(true)
    expect(await page.getByRole('checkbox', { name: 'Manage keys' }).isDisabled()).toBe(false)
    expect(await page.getByRole('checkbox', { name: 'View keys' }).isDisabled()).toBe(false)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Actions for Leaving Lea' }).click()
    await page.getByRole('menuitem', { name: 'Remove', exact: true }).click()
    await page.getByText('they keep working, and are flagged').waitFor()
    await page.getByRole('button', { name: 'Remove member' }).click()
    await page.getByText('Removed from Northwind').waitFor()
    await lea.page.reload()
    await lea.page
      .getByText('You are in no organization')
      .or(lea.page.getByText('There is nothing here'))
      .or(lea.page.getByRole('heading', { name: 'Sign in' }))
      .first()
      .waitFor()
  })

  test('on a narrow screen the tab that one is on is whole, and how many invitations wait is told', async () => {
    const { client } = dashboard.keyturn
    const { id } = dashboard.organization
    await client.organizations.createInvitation(id, { email: 'waits@example.com', permissions: [] })
    const { page } = await dashboard.openAsOwner({ viewport: { width: 390, height: 844 } })
    await page.goto(settings('/billing'))
    const tabs = page.getByRole('navigation', { name: 'Settings' })
    const badge = tabs.locator('[title$="not answered yet"]')
    await badge.waitFor()
    const isCut = `{
      const { scrollWidth, clientWidth } = document.querySelector('nav[aria-label=Settings] [title$="not answered yet"] > *')
      scrollWidth > clientWidth
    }`
    expect(await page.evaluate(isCut)).toBe(false)
    const end = async (locator: Locator) => {
      const { x, width } = (await locator.boundingBox()) ?? { x: Number.NaN, width: 0 }
      return x + width
    }
    await expect
      .poll(async () => (await end(tabs.getByRole('link', { name: 'Billing' }))) - (await end(tabs)))
      .toBeLessThanOrEqual(0.5)
  })

  test('administrators tighten the rules for keys, and only the vendor loosens them', async () => {
    const { page, faults } = await openAs(dashboard, boss)
    await page.goto(settings('/security'))
    await page.getByLabel('Longest life of a key').fill('90')
    await page.getByRole('checkbox', { name: 'Every key expires' }).check()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('You cannot take this back').waitFor()
    await page.getByRole('button', { name: 'Tighten rules' }).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    expect((await stored()).keyPolicy).toEqual({ maxLifetimeDays: 90, requireExpiry: true })
    await page.getByLabel('Longest life of a key').fill('91')
    await page.getByText('Some of this would ask for less than now').waitFor()
    expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true)
    expect(faults).toEqual([])

    const owner = await dashboard.openAsOwner()
    await owner.page.goto(settings('/security'))
    await owner.page.getByRole('checkbox', { name: 'Every key expires' }).uncheck()
    await owner.page.getByLabel('Longest life of a key').fill('')
    await owner.page.getByRole('button', { name: 'Save', exact: true }).first().click()
    await owner.page.getByText('Saved', { exact: true }).waitFor()
    expect((await stored()).keyPolicy).toEqual({})
  })

  test('what sends a long form is in view on a small screen', async () => {
    const { page } = await openAs(dashboard, boss, { viewport: { width: 390, height: 600 } })
    await page.goto(settings('/members'))
    await page.getByRole('button', { name: 'Invite people' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('E-mail addresses').fill('ivy@example.com')
    const isInView = `{
      const { left, top, bottom } = document.querySelector('[role=dialog] button[type=submit]').getBoundingClientRect()
      ;[top + 2, bottom - 2].every(y => document.elementFromPoint(left + 8, y)?.closest('button')?.type === 'submit')
    }`
    await form.getByRole('button', { name: 'Send invitation' }).waitFor()
    expect(await page.evaluate(isInView)).toBe(true)
  })

  test('no page of the settings asks for what is not there', async () => {
    const opened = await openAs(dashboard, boss)
    const refusals = refusalsOf(opened)
    for (const path of ['', '/members', '/security', '/billing']) {
      await opened.page.goto(settings(path))
      await opened.page.getByRole('main').getByRole('heading').first().waitFor()
      await opened.page.waitForLoadState('networkidle')
    }
    expect(refusals).toEqual([])
  })

  test('an API key is no secret of a provider, and a provider that does not answer is not saved', async () => {
    const { page } = await openAs(dashboard, boss)
    await page.goto(settings('/security'))
    await page.getByRole('button', { name: 'Set up single sign-on' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Northwind login')
    await page.getByLabel('Issuer').fill('https://login.example.invalid')
    await page.getByLabel('Client id').fill('keyturn')
    await page.getByLabel('E-mail domains').fill('example.com')
    const secret = page.getByLabel('Secret from your provider')
    await secret.fill('ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH')
    await page.getByText('This is an API key').waitFor()
    expect(await page.getByRole('button', { name: 'Check and save' }).isDisabled()).toBe(true)
    await secret.fill('what the provider showed')
    await page.getByRole('button', { name: 'Check and save' }).click()
    await page.getByText('There is no OpenID provider at this address').first().waitFor()
  })

  test('what was used is told by day, and kept as a file', async () => {
    const { page, faults } = await openAs(dashboard, boss)
    await page.goto(settings('/billing'))
    const month = page.getByRole('row').filter({ hasText: /^Month/ })
    await month.getByText('6', { exact: true }).waitFor()
    const cells = await month.getByRole('cell').allTextContents()
    expect(cells).toEqual(['3', '1', '6'])
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export as CSV' }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toMatch(/^\d{4}-\d{2}-usage\.csv$/)
    const chunks: Buffer[] = []
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer)
    expect(Buffer.concat(chunks).toString()).toContain(',3,1,6\r\n')
    expect(faults).toEqual([])
  })

  test('two tabs are about two organizations: each acts in the one of its address', async () => {
    const { page } = await openAs(dashboard, boss)
    const other = await page.context().newPage()
    await page.goto(settings('/members'))
    await page.getByText('Henry Human').waitFor()
    await other.goto(settings('/members', another))
    await other.getByText(boss.email).waitFor()
    expect(await other.getByText('Henry Human').count()).toBe(0)
    await page.getByRole('button', { name: 'Invite people' }).click()
    await page.getByLabel('E-mail addresses').fill('tab@example.com')
    await page.getByRole('button', { name: 'Send invitation' }).click()
    await page.getByText('tab@example.com: invited').waitFor()
    const { client } = dashboard.keyturn
    const invited = async (id: string) =>
      (await client.organizations.listInvitations(id)).data.map(each => each.email)
    expect(await invited(dashboard.organization.id)).toContain('tab@example.com')
    expect(await invited(another)).toEqual([])
  })
})
