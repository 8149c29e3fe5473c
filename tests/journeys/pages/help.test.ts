import { problemCodes } from '@keyturn/contract'
import { expect, test } from 'vitest'
import { sampleApis } from '../../../scripts/samples/sample-apis.ts'
import { barriers } from '../../harness/barriers.ts'
import { describeDashboard } from '../../harness/describe-dashboard.ts'

describeDashboard('the help on the keys of an API', {}, suite => {
  const helpOn = (prefix: string, anchor = '') =>
    `${suite.dashboard.url}/organizations/${suite.dashboard.organization.id}/apis/${suite.dashboard.api(prefix).id}/help${anchor}`

  test.each(sampleApis)('speaks of $name in its own words, with a row for every problem', async api => {
    const { page, faults } = await suite.dashboard.openAsOwner()
    await page.goto(helpOn(api.prefix))
    await page.getByRole('heading', { name: `Help: API keys of ${api.name}` }).waitFor()
    const said = (await page.locator('main').textContent()) ?? ''
    expect(said).toContain(`${api.prefix}_live_`)
    expect(said).toContain(api.credentialHeader === 'X-API-Key' ? 'X-API-Key: $' : 'Authorization: Bearer $')
    expect(said).toContain(api.envVariable)
    expect(said).toContain(`${api.console?.section} › ${api.console?.page}`)
    if (api.console?.submitLabel) expect(said).toContain(`Choose ${api.console.submitLabel}.`)
    for (const { name } of api.scopes ?? []) expect(said).toContain(name)
    const rows = await page.locator('details').evaluateAll(found => found.map(({ id }) => id))
    expect(rows).toEqual(expect.arrayContaining([...problemCodes]))
    expect(faults).toEqual([])
  })

  test('the page on problems, which `type` leads to, has a link to the opened row of each', async () => {
    const refusal = await fetch(`${suite.dashboard.url}/v1/keys`, {
      headers: { 'x-api-key': 'kt_live_wrong' },
    })
    const { type, code } = (await refusal.json()) as { type: string; code: string }
    const { page, faults } = await suite.dashboard.openAsOwner()
    await page.goto(new URL(type, suite.dashboard.url).href)
    await page.locator(`section#${code}`).getByRole('link', { name: 'More on this' }).click()
    await page.waitForURL(/\/apis\/api_\w+\/help#invalid_api_key$/)
    const row = page.locator('details#invalid_api_key')
    await row.getByText('What to do').waitFor()
    expect(await row.evaluate(each => each.getBoundingClientRect().top)).toBeLessThan(900)
    expect(await page.locator('details#key_expired').getAttribute('open')).toBeNull()
    await page.goto(helpOn('ee', '#key_expired'))
    await page.locator('details#key_expired').getByText('What to do').waitFor()
    expect(faults).toEqual([])
  })

  test('who is not signed in comes to the row afterwards', async () => {
    const { page } = await suite.dashboard.open()
    await page.goto(`${suite.dashboard.url}/help?api=ak#organization_suspended`)
    await page.getByLabel('E-mail').fill(suite.dashboard.owner.email)
    await page.getByLabel('Password', { exact: true }).fill(suite.dashboard.owner.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.locator('details#organization_suspended').getByText('What to do').waitFor()
    await page.getByRole('heading', { name: 'Help: API keys of AutoReach' }).waitFor()
  })

  test('it is searched as one types, and printed whole', async () => {
    const { page } = await suite.dashboard.openAsOwner()
    await page.goto(helpOn('ee'))
    const search = page.getByLabel('Search this help')
    await search.fill('429')
    await page.locator('details#rate_limited').getByText('Retry-After').waitFor()
    await page.locator('details#key_revoked').waitFor({ state: 'detached' })
    await search.fill('nothing of the kind')
    await page.getByText('Nothing about that').waitFor()
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.locator('details#key_revoked').waitFor()
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByText('The key was revoked or deleted').isVisible()).toBe(true)
    expect(await page.getByRole('navigation', { name: 'Main' }).isVisible()).toBe(false)
    expect(await search.isVisible()).toBe(false)
  })

  test('the `?` and the dialog that shows a new key lead there', async () => {
    const { page, faults } = await suite.dashboard.openAsOwner()
    await page.goto(helpOn('or').replace(/help$/, 'keys'))
    await page.getByRole('button', { name: 'Create API Key' }).click()
    await page.getByLabel('Key Name').fill('Integration with CRM')
    await page.getByRole('button', { name: 'Generate' }).click()
    const link = page.getByRole('link', { name: 'How to store and use it' })
    const [opened] = await Promise.all([page.context().waitForEvent('page'), link.click()])
    await opened.getByRole('heading', { name: 'Help: API keys of Orufy' }).waitFor()
    expect(new URL(opened.url()).hash).toBe('#store')
    await page.getByText('You will not see this again').waitFor()
    await page.getByRole('button', { name: 'Copy', exact: true }).click()
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByText('You will not see this again').waitFor({ state: 'detached' })
    await page.keyboard.press('Shift+?')
    await page.getByRole('link', { name: 'How to get, use and look after API keys of Orufy' }).click()
    await page.getByRole('heading', { name: 'Help: API keys of Orufy' }).waitFor()
    expect(faults).toEqual([])
  })

  test.each(['light', 'dark'] as const)('nothing keeps anybody out, in %s', async colorScheme => {
    const { page, faults } = await suite.dashboard.openAsOwner({ colorScheme, reducedMotion: 'reduce' })
    await page.goto(helpOn('ak', '#insufficient_scope'))
    await page.locator('details#insufficient_scope').getByText('What to do').waitFor()
    expect(await barriers(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 800 })
    expect(await barriers(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    await page.getByRole('button', { name: 'Help and keyboard shortcuts' }).click()
    await page.getByText('On Windows and Linux').waitFor()
    expect(await barriers(page)).toEqual([])
    expect(faults).toEqual([])
  })
})
