import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeDashboard } from '../../harness/describe-dashboard.ts'

describeDashboard('what somebody has typed', { owner: {} }, suite => {
  const client = () => suite.dashboard.keyturn.client
  const pageOf = (path: string) =>
    `${suite.dashboard.url}/organizations/${suite.dashboard.organization.id}/${path}`
  const stored = () => client().organizations.get(suite.dashboard.organization.id)

  /** Types into an open layer, and tries to close it by a slip in three ways. */
  async function survives(page: Page, label: string) {
    const field = page.getByRole('dialog').getByLabel(label, { exact: true })
    await field.fill('Typed before')
    const question = page.getByRole('dialog', { name: 'Discard what you have typed?' })
    const slips = [
      () => page.keyboard.press('Escape'),
      () => page.mouse.click(5, 450),
      () => page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click(),
    ]
    for (const slip of slips) {
      await slip()
      await question.waitFor()
      await page.keyboard.press('Escape')
      await question.waitFor({ state: 'detached' })
      expect(await field.inputValue()).toBe('Typed before')
    }
    await page.keyboard.press('Escape')
    await question.getByRole('button', { name: 'Discard' }).click()
    await field.waitFor({ state: 'detached' })
  }

  test.each([
    ['a key', 'apis/ee/keys', 'Create API Key', 'Name'],
    ['people', 'settings/members', 'Invite people', 'E-mail addresses'],
    ['an organization', '/installation/organizations', 'Create organization', 'Name'],
    ['an operator', '/installation/operators', 'Add operator', 'Name'],
  ])('for %s is not lost by a slip', async (_, path, button, label) => {
    const { page, faults } = suite.opened
    const at = path.replace('ee', suite.dashboard.api('ee').id)
    await page.goto(path.startsWith('/') ? suite.dashboard.url + path : pageOf(at))
    await page.getByRole('button', { name: button }).click()
    await survives(page, label)
    await page.getByRole('button', { name: button }).click()
    await page.getByRole('dialog').getByLabel(label, { exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(faults).toEqual([])
  })

  test('for a new API is asked about before the page is left', async () => {
    const { page } = suite.opened
    await page.goto(`${suite.dashboard.url}/installation/apis/new`)
    await page.getByLabel('Name', { exact: true }).fill('Weather')
    await page.getByRole('link', { name: 'Operators' }).click()
    await page.getByText('Leave without saving?').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Weather')
  })

  test('is saved together with what somebody else has changed beside it meanwhile', async () => {
    const { page, faults } = suite.opened
    await page.goto(pageOf('settings'))
    await page.getByLabel('Name', { exact: true }).fill('Southwind')
    await client().organizations.update((await stored()).id, { timezone: 'Asia/Tokyo' })
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    expect(await stored()).toMatchObject({ name: 'Southwind', timezone: 'Asia/Tokyo' })
    expect(await page.getByLabel('Timezone').inputValue()).toBe('Asia/Tokyo')
    expect(faults).toEqual([])
  })

  test.each([
    ['an administrator', 'Eastwind', () => pageOf('settings')],
    [
      'the vendor',
      'Northeast',
      () => `${suite.dashboard.url}/installation/organizations/${suite.dashboard.organization.id}`,
    ],
  ])(
    'by %s over a change of somebody else is kept, and that change is told before',
    async (_, typed, address) => {
      const { page, faults } = suite.opened
      await page.goto(address())
      const name = page.getByLabel('Name', { exact: true })
      await name.fill(typed)
      await client().organizations.update((await stored()).id, { name: 'Westwind' })
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await page.getByRole('alert').getByText('Somebody else has set name to Westwind meanwhile.').waitFor()
      expect(await name.inputValue()).toBe(typed)
      expect((await stored()).name).toBe('Westwind')
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await page
        .getByText(/^Saved/)
        .first()
        .waitFor()
      expect((await stored()).name).toBe(typed)
      expect(faults).toEqual([])
    },
  )

  test('of an API is kept over a change of somebody else', async () => {
    const { page } = suite.opened
    const { id } = suite.dashboard.api('or')
    await page.goto(`${suite.dashboard.url}/installation/apis/${id}`)
    await page.getByLabel('Name', { exact: true }).fill('Orufy Two')
    await client().apis.update(id, { name: 'Orufy Three' })
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Somebody else has set name to Orufy Three meanwhile.').waitFor()
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Orufy Two')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved, and in effect everywhere.').waitFor()
    expect((await client().apis.get(id)).name).toBe('Orufy Two')
  })

  test('several limits and a time between rotations of its own are given to a key, and changed', async () => {
    const { page, faults } = suite.opened
    await page.goto(pageOf(`apis/${suite.dashboard.api('ee').id}/keys`))
    await page.getByRole('button', { name: 'Create API Key' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Name', { exact: true }).fill('Limited')
    await form.getByText('Restrict further').click()
    for (const [index, count] of ['100', '5000'].entries()) {
      await form.getByRole('button', { name: 'Add limit' }).click()
      await form.getByLabel('Requests').nth(index).fill(count)
    }
    await form.getByLabel('in seconds').nth(1).fill('86400')
    await form.getByLabel('Rotate every so many days').fill('30')
    await form.getByText('at most 100 requests in 60 seconds and at most 5000 requests in 86400').waitFor()
    await form.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByText('You will not see this again').waitFor()
    const read = async () => {
      const { data } = await client().keys.list({ organizationId: (await stored()).id, search: 'Limited' })
      return data[0]
    }
    const made = await read()
    const first = { name: 'default', limit: 100, windowSeconds: 60 }
    const second = { name: 'default-2', limit: 5000, windowSeconds: 86_400 }
    expect(made).toMatchObject({ rateLimits: [first, second], rotateEveryDays: 30 })
    await page.goto(pageOf(`apis/${made?.apiId}/keys/${made?.id}?tab=settings`))
    await page.getByRole('button', { name: 'Take limit 1 off' }).click()
    await page.getByLabel('Rotate every so many days').fill('')
    await page.getByRole('button', { name: 'Review changes' }).click()
    await page.getByRole('row', { name: 'Rotate every 30 days As keys of its type' }).waitFor()
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Saved, and in effect everywhere').waitFor()
    expect(await read()).toMatchObject({ rateLimits: [second], rotateEveryDays: null })
    expect(faults).toEqual([])
  })
})
