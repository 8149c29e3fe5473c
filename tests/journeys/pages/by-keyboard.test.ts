import type { Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AddedPerson, addPerson, openAs } from '../../harness/add-person.ts'
import { ByKeyboard } from '../../harness/by-keyboard.ts'
import { describeDashboard } from '../../harness/describe-dashboard.ts'
import { clipboardText } from '../../harness/held-text.ts'
import type { StartedDashboard } from '../../harness/start-dashboard.ts'
import { startVendorPage, type VendorPage } from '../../harness/start-vendor-page.ts'

/** Who begins where, what they do, and what is true then. */
type Flow = {
  title: string
  who: 'boss' | 'reader'
  /** Below the address of the organization. */
  at: (dashboard: StartedDashboard) => string
  walk: (keys: ByKeyboard, page: Page) => Promise<void>
}

const keysOf = (prefix: string) => (dashboard: StartedDashboard) => `/apis/${dashboard.api(prefix).id}/keys`

/** Opens the menu of the button that has the focus, and goes down to the last of these items. */
async function toItem(keys: ByKeyboard, items: readonly string[]): Promise<void> {
  for (const [index, item] of items.entries()) {
    await keys.keys(index === 0 ? 'Enter' : 'ArrowDown')
    await keys.isAt('menuitem', item)
  }
}

/** Opens a form that begins with this field; closed again, it gives the focus back. */
async function openForm(keys: ByKeyboard, button: string, field: string): Promise<void> {
  await keys.press('button', button)
  await keys.isAt('textbox', field)
  await keys.keys('Escape')
  await keys.isAt('button', button)
  await keys.keys('Enter')
  await keys.isAt('textbox', field)
}

/** Copies the token that is shown with the focus at Copy; what is on the clipboard then. */
async function copyToken(keys: ByKeyboard, place: Page | Frame): Promise<string> {
  await keys.isAt('button', 'Copy')
  await keys.keys('Enter')
  await place.getByText('Copied', { exact: true }).waitFor()
  return clipboardText(place)
}

const flows: readonly Flow[] = [
  {
    title: 'journey 2: create, copy and close',
    who: 'boss',
    at: keysOf('ee'),
    walk: async (keys, page) => {
      await openForm(keys, 'Create API Key', 'Name')
      await keys.fill('Name', 'CRM sync, nightly')
      await keys.to('checkbox', 'leads:read')
      await keys.keys('Space')
      await keys.press('button', 'Create')
      expect(await copyToken(keys, page)).toMatch(/^ee_live_/)
      await keys.press('button', 'Done')
      await keys.isAt('button', 'Create API Key')
    },
  },
  {
    title: 'journey 2: rename, and revoke after a second thought',
    who: 'boss',
    at: keysOf('ee'),
    walk: async (keys, page) => {
      await keys.press('button', 'Actions for Nightly report')
      await keys.isAt('menuitem', 'Rename')
      await keys.keys('Enter')
      await keys.isAt('textbox', 'Name')
      await keys.fill('Name', 'Weekly report')
      await keys.keys('Enter')
      await keys.isAt('button', 'Actions for Weekly report')
      await toItem(keys, ['Rename', 'Revoke'])
      await keys.keys('Enter')
      await page.getByRole('dialog', { name: 'Revoke Weekly report?' }).waitFor()
      await keys.keys('Escape')
      await keys.isAt('button', 'Actions for Weekly report')
      await toItem(keys, ['Rename', 'Revoke'])
      await keys.keys('Enter')
      await keys.press('button', 'Revoke key')
      await page.getByText(/^Revoked everywhere/).waitFor()
      await keys.isAt('button', 'Actions for Weekly report')
    },
  },
  {
    title: 'journey 2: the page of a key, its tabs and a change of its policy',
    who: 'boss',
    at: keysOf('ee'),
    walk: async (keys, page) => {
      await keys.press('link', 'Data warehouse')
      await page.getByRole('heading', { name: 'Data warehouse', exact: true }).waitFor()
      await keys.press('button', 'Disable')
      await keys.press('button', 'Cancel')
      await keys.isAt('button', 'Disable')
      await keys.to('link', 'Overview')
      await keys.press('link', 'Rotation')
      await page.getByText('How to rotate without an interruption').waitFor()
      await page.goBack()
      await keys.to('link', 'Overview')
      await keys.to('link', 'Rotation')
      await keys.press('link', 'Settings')
      await keys.fill('Used by', 'dbt on fly.io')
      await keys.press('button', 'Review changes')
      await keys.press('button', 'Save changes')
      await page.getByText('Saved, and in effect everywhere').waitFor()
    },
  },
  {
    title: 'journey 3: generate, and delete from the list',
    who: 'boss',
    at: keysOf('or'),
    walk: async (keys, page) => {
      await keys.press('button', 'Create API Key')
      await keys.isAt('textbox', 'Key Name')
      await keys.fill('Key Name', 'Integration with CRM')
      await keys.keys('Enter')
      await keys.isAt('button', 'Copy')
      await keys.keys('Enter')
      await page.getByText('Copied', { exact: true }).waitFor()
      await keys.keys('Escape')
      await keys.press('button', 'Delete Integration with CRM')
      await keys.press('button', 'Delete key')
      await page.getByText(/^Deleted and revoked everywhere/).waitFor()
      await page.getByText('No keys yet').waitFor()
      // What had the focus is gone with the key.
      await keys.isAt('main', /^/)
      await keys.press('button', 'Create your first key')
      await keys.isAt('textbox', 'Key Name')
    },
  },
  {
    title: 'journey 1: reveal, copy, and ask for a reset',
    who: 'reader',
    at: keysOf('ex'),
    walk: async (keys, page) => {
      await keys.press('button', 'Show Key')
      await page.getByText(/^ex_live_[0-9A-Za-z]{32}$/).waitFor()
      await keys.isAt('button', 'Hide Key')
      await keys.press('button', 'Copy Key')
      await page.getByText('Copied', { exact: true }).waitFor()
      await openForm(keys, 'Request key reset', 'Reason')
      await keys.fill('Reason', 'It stood in a ticket')
      await keys.press('button', 'Send request')
      await page.getByText('You requested a reset of this key').waitFor()
    },
  },
  {
    title: 'journey 1: approve the reset',
    who: 'boss',
    at: () => '/requests',
    walk: async (keys, page) => {
      await keys.press('button', 'Approve the reset of Shared')
      await keys.press('button', 'Approve and reset')
      await keys.isAt('button', 'Copy')
      await keys.keys('Enter')
      await keys.press('button', 'Done')
      await page.getByText('Nobody asks for a key reset').waitFor()
      await keys.isAt('main', /^/)
    },
  },
  {
    title: 'journey 5: the key in the settings, its test request and Reset',
    who: 'boss',
    at: keysOf('ap'),
    walk: async (keys, page) => {
      const token = page.getByText(/^ap_live_[0-9A-Za-z]{32}$/)
      await token.waitFor()
      await keys.press('button', 'Send test request')
      await page.getByText(/^200, \d+ ms$/).waitFor()
      await keys.to('button', 'Reset', 'Shift+Tab')
      await keys.keys('Enter')
      await keys.to('combobox', 'The old key stops working')
      await keys.press('button', 'Reset key')
      await keys.isAt('button', 'Copy')
      await keys.press('button', 'Done')
      // The key is another one, and so is its button.
      await keys.isAt('main', /^/)
      await keys.to('button', 'Reset')
    },
  },
  {
    title: 'members are invited and changed',
    who: 'boss',
    at: () => '/settings/members',
    walk: async (keys, page) => {
      await keys.press('button', 'Invite people')
      await keys.isAt('textbox', 'E-mail addresses')
      await keys.keys('Escape')
      await keys.isAt('button', 'Invite people')
      await keys.press('button', 'Actions for Rita Reader')
      await keys.isAt('menuitem', 'Change permissions')
      await keys.keys('Enter')
      await keys.to('checkbox', 'View logs')
      await keys.keys('Space')
      await keys.press('button', 'Save')
      await page.getByRole('row').filter({ hasText: 'Rita Reader' }).getByText('View logs').waitFor()
      await keys.isAt('button', 'Actions for Rita Reader')
      await toItem(keys, ['Change permissions', 'Remove'])
      await keys.keys('Enter')
      await keys.press('button', 'Cancel')
      await keys.isAt('button', 'Actions for Rita Reader')
    },
  },
  {
    title: 'settings are saved, and leaving asks',
    who: 'boss',
    at: () => '/settings',
    walk: async (keys, page) => {
      await keys.fill('Name', 'Southwind')
      await keys.to('link', 'Members', 'Shift+Tab')
      await keys.keys('Enter')
      await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor()
      await keys.press('button', 'Cancel')
      await keys.isAt('link', 'Members')
      await keys.fill('Name', 'Northwind again')
      await keys.press('button', 'Save')
      await page.getByText('Saved', { exact: true }).waitFor()
    },
  },
  {
    title: 'signing out and in again',
    who: 'reader',
    at: () => '',
    walk: async (keys, page) => {
      await keys.press('button', /^Account of/)
      await keys.isAt('menuitem', 'Account')
      await keys.keys('ArrowUp')
      await keys.isAt('menuitem', 'Sign out')
      await keys.keys('Enter')
      await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor()
      await keys.isAt('textbox', 'E-mail')
    },
  },
]

/** What somebody does in a portal from making a key to its end. */
async function walkThroughPortal(keys: ByKeyboard, frame: Frame): Promise<void> {
  await openForm(keys, 'Create API Key', 'Name')
  await keys.keys('Enter')
  await frame.getByText('Give the key a name.').waitFor()
  await keys.isAt('textbox', 'Name')
  await keys.fill('Name', 'CRM sync, framed')
  await keys.to('checkbox', 'leads:read')
  await keys.keys('Space')
  await keys.press('button', 'Create')
  const first = await copyToken(keys, frame)
  expect(first).toMatch(/^ee_live_/)
  await keys.press('button', 'Done')
  await keys.isAt('button', 'Create API Key')

  await keys.press('button', 'Actions for CRM sync, framed')
  await keys.isAt('menuitem', 'Rename')
  await keys.keys('Enter')
  await keys.isAt('textbox', 'Name')
  await keys.fill('Name', 'CRM sync, hourly')
  await keys.keys('Enter')
  await keys.isAt('button', 'Actions for CRM sync, hourly')

  await keys.to('link', 'CRM sync, hourly', 'Shift+Tab')
  await keys.keys('Enter')
  await frame.getByRole('heading', { name: 'CRM sync, hourly', exact: true }).waitFor()
  await keys.press('button', 'Rotate')
  await keys.to('combobox', 'The old key stops working')
  await keys.press('button', 'Rotate key')
  expect(await copyToken(keys, frame)).not.toBe(first)
  await keys.press('button', 'Done')
  await keys.isAt('button', 'Rotate')

  await keys.press('button', 'Revoke…')
  await keys.press('button', 'Cancel')
  await keys.isAt('button', 'Revoke…')
  await keys.keys('Enter')
  await keys.press('button', 'Revoke key')
  await frame.getByText(/^Revoked everywhere/).waitFor()
}

describeDashboard('by keyboard alone', {}, suite => {
  let vendor: VendorPage
  const people: Partial<Record<Flow['who'], AddedPerson>> = {}

  beforeAll(async () => {
    const { dashboard } = suite
    people.boss = await addPerson(dashboard, { name: 'Bea Boss', permissions: ['administer'] })
    people.reader = await addPerson(dashboard, {
      name: 'Rita Reader',
      permissions: ['view_keys', 'reveal_keys'],
    })
    const { client } = dashboard.keyturn
    const create = (prefix: string, name: string) =>
      client.keys.create({ apiId: dashboard.api(prefix).id, organizationId: dashboard.organization.id, name })
    for (const name of ['Nightly report', 'Data warehouse']) await create('ee', name)
    for (const prefix of ['ex', 'ap']) await create(prefix, 'Shared')
    vendor = await startVendorPage()
  }, 300_000)
  afterAll(() => vendor?.stop())

  test.each(flows)('$title', async ({ who, at, walk }) => {
    const { dashboard } = suite
    const person = people[who]
    if (person === undefined) throw new Error(`nobody is ${who}`)
    const permissions = ['clipboard-read', 'clipboard-write']
    const { page, faults } = await openAs(dashboard, person, { permissions, reducedMotion: 'reduce' })
    await page.goto(`${dashboard.url}/organizations/${dashboard.organization.id}${at(dashboard)}`)
    await page.getByRole('main').waitFor()
    const keys = new ByKeyboard(page)
    await walk(keys, page)
    expect(keys.unseen).toEqual([])
    expect(faults).toEqual([])
    await page.context().close()
  })

  test('a portal in a frame: create, copy, rename, rotate and revoke', async () => {
    const { dashboard } = suite
    const api = dashboard.api('ee')
    await dashboard.keyturn.client.apis.update(api.id, { portalOrigins: [vendor.origin] })
    const { url } = await dashboard.keyturn.client.portalSessions.create({
      organizationId: dashboard.organization.id,
      apiId: api.id,
      actor: { id: 'user_1042', name: 'Grace Hopper' },
      permissions: ['view_keys', 'manage_keys', 'view_logs'],
      returnUrl: `${vendor.origin}/settings`,
    })
    const permissions = ['clipboard-read', 'clipboard-write']
    const { page } = await dashboard.open({ permissions, reducedMotion: 'reduce' })
    const source = new URL(url, dashboard.url).href
    const attributes = 'allow="clipboard-read; clipboard-write" width="1100" title="Keys"'
    await page.goto(vendor.show(`<iframe src="${source}" ${attributes}></iframe>`))
    const frame = await (await page.waitForSelector('iframe')).contentFrame()
    if (frame === null) throw new Error('there is no frame')
    await frame.getByRole('button', { name: 'Create API Key', exact: true }).waitFor()
    const keys = new ByKeyboard(page, frame)
    await walkThroughPortal(keys, frame)
    expect(keys.unseen).toEqual([])
    const { data } = await dashboard.keyturn.client.keys.list({ search: 'CRM sync, hourly' })
    expect(data.map(({ status }) => status)).toEqual(['revoked'])
    await page.context().close()
  })
})
