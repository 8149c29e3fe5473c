import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { addPerson, openAs } from '../../harness/add-person.ts'
import { barriers } from '../../harness/barriers.ts'
import { describeDashboard } from '../../harness/describe-dashboard.ts'
import { refusalsOf } from '../../harness/open-browser.ts'
import { signInHere } from '../../harness/sign-in-here.ts'

const goneId = 'org_01jd8q4z6xk2v9m3t7r5w1c0hb'

describeDashboard('what is around every page', { owner: {} }, suite => {
  const home = () => `${suite.dashboard.url}/organizations/${suite.dashboard.organization.id}`

  async function find(page: Page, text: string, found: string) {
    await page.keyboard.press('Control+k')
    await page.getByLabel('Search pages, keys and help').fill(text)
    await page.getByRole('dialog').getByText(found, { exact: true }).first().click()
  }

  test('every address of the dashboard is one of the server', async () => {
    const { page } = suite.opened
    const templates: string[] = await page.evaluate('Object.keys(window.__TSR_ROUTER__.routesByPath)')
    expect(templates.length).toBeGreaterThan(20)
    const missing: string[] = []
    for (const template of templates) {
      const path = template.replaceAll(/\$\w+/g, 'x')
      const { status } = await fetch(suite.dashboard.url + path, { headers: { accept: 'text/html' } })
      if (status !== 200) missing.push(template)
    }
    expect(missing).toEqual([])
  })

  test('a mistyped address is a page with a way back, and says so to programs', async () => {
    const { page, faults } = suite.opened
    const member = await addPerson(suite.dashboard, { name: 'Mina', permissions: ['view_keys'] })
    const theirs = await openAs(suite.dashboard, member)
    for (const path of ['/foo', `${new URL(home()).pathname}/nothing`, '/organizations/org_x/nothing']) {
      const answer = await theirs.page.goto(suite.dashboard.url + path)
      expect(answer?.status()).toBe(404)
      await theirs.page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
      await theirs.page.getByRole('button', { name: 'Organization: Northwind' }).waitFor()
      expect(await barriers(theirs.page)).toEqual([])
      await theirs.page.getByRole('link', { name: 'To the start' }).click()
      await theirs.page.getByRole('heading', { name: 'Overview' }).waitFor()
    }
    await page.goto(`${suite.dashboard.url}/installation/nothing`)
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
    await page.getByRole('link', { name: 'System health' }).waitFor()
    const crumbs = page.getByRole('navigation', { name: 'Breadcrumb' })
    expect(await crumbs.innerText()).toBe('Installation')
    for (const path of [`organizations/${goneId}`, 'apis/api_x', 'health/nothing']) {
      await page.goto(`${suite.dashboard.url}/installation/${path}`)
      await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
      await page.getByRole('link', { name: 'All keys' }).waitFor()
      expect(await crumbs.innerText()).toMatch(/Not found$/)
    }
    const nobody = await suite.dashboard.open()
    await nobody.page.goto(`${suite.dashboard.url}/foo`)
    await nobody.page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
    await nobody.page.getByRole('link', { name: 'To the start' }).click()
    await nobody.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    const program = await fetch(`${suite.dashboard.url}/foo`)
    expect([program.status, program.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
    expect([...faults, ...theirs.faults, ...nobody.faults]).toEqual([])
  })

  test('an organization that one does not reach is told within one’s own', async () => {
    const other = await suite.dashboard.keyturn.client.organizations.create({ name: 'Fabrikam' })
    const member = await addPerson(suite.dashboard, { name: 'Lea', permissions: ['view_keys'] })
    const { page } = await openAs(suite.dashboard, member)
    await page.goto(`${suite.dashboard.url}/organizations/${other.id}`)
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
    await page.getByRole('button', { name: 'Organization: Northwind' }).waitFor()
  })

  test('who is a member nowhere any more still finds the account, and the way out', async () => {
    const member = await addPerson(suite.dashboard, { name: 'Noa', permissions: ['view_keys'] })
    const { client } = suite.dashboard.keyturn
    const { data } = await client.organizations.listMembers(suite.dashboard.organization.id)
    const { id = '' } = data.find(({ email }) => email === member.email) ?? {}
    await client.organizations.deleteMember(suite.dashboard.organization.id, id)
    const { page } = await suite.dashboard.open()
    await page.goto(`${suite.dashboard.url}/sign-in`)
    await page.getByLabel('E-mail').fill(member.email)
    await page.getByLabel('Password', { exact: true }).fill(member.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.waitForURL(`${suite.dashboard.url}/`)
    await page.goto(`${suite.dashboard.url}/foo`)
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
    await page.getByRole('button', { name: `Account of ${member.email}` }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor()
    expect(await barriers(page)).toEqual([])
  })

  test('⌘K finds every page of the menu, and of the operators', async () => {
    const { page, faults } = suite.opened
    await page.goto(home())
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    const pages = [
      ['usage', 'Usage', '/usage'],
      ['logs', 'Logs', '/logs'],
      ['audit', 'Audit log', '/audit'],
      ['requests', 'Requests', '/requests'],
      ['billing', 'Settings › Billing', '/settings/billing'],
      ['health', 'System health', '/installation/health'],
      ['all keys', 'All keys', '/installation/keys'],
      ['operators', 'Operators', '/installation/operators'],
      ['apis', 'APIs', '/installation/apis'],
      ['northwind', 'Northwind', new URL(home()).pathname],
    ] as const
    for (const [typed, found, path] of pages) {
      await find(page, typed, found)
      await page.waitForURL(url => url.pathname.endsWith(path))
      await page.getByLabel('Search pages, keys and help').waitFor({ state: 'detached' })
    }
    await page.goto(`${suite.dashboard.url}/installation`)
    await page.getByRole('heading', { name: 'Organizations' }).waitFor()
    await find(page, 'ee_live', 'Search all keys for “ee_live”')
    await page.waitForURL(/\/installation\/keys\?search=ee_live$/)
    expect(faults).toEqual([])
  })

  test('⌘K leads a member to no page that they may not see', async () => {
    const member = await addPerson(suite.dashboard, { name: 'Noor', permissions: ['view_logs'] })
    const { page } = await openAs(suite.dashboard, member)
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').getByText('Usage', { exact: true }).waitFor()
    for (const hidden of ['Requests', 'Settings › Members', 'Operators', 'All keys'])
      expect(await page.getByRole('dialog').getByText(hidden, { exact: true }).count()).toBe(0)
  })

  test('who is not signed in is asked to without a refused call; staff begin with their customers', async () => {
    const { page } = await suite.dashboard.open()
    const refusals = refusalsOf({ page })
    await page.goto(suite.dashboard.url)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.waitForLoadState('networkidle')
    expect(refusals).toEqual([])
    await signInHere({ page, faults: [] }, suite.dashboard.owner)
    await page.getByRole('heading', { name: 'Organizations' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/installation/organizations')
    await page.goto(suite.dashboard.url)
    await page.waitForURL(/\/installation\/organizations$/)
  })

  test('a name that is one long word makes no page wider than the screen', async () => {
    const { client } = suite.dashboard.keyturn
    const word = 'Werkzeugmaschinen'.repeat(5)
    const { id } = await client.organizations.create({ name: word })
    const apiId = suite.dashboard.api('ee').id
    const named = { name: word, purpose: word.repeat(2), scopes: ['leads:read'] }
    const { key } = await client.keys.create({ apiId, organizationId: id, ...named })
    const { page } = await suite.dashboard.openAsOwner()
    const own = [
      '',
      '/usage',
      '/logs',
      '/audit',
      '/settings/members',
      '/settings/billing',
      `/apis/${apiId}/help`,
    ]
    const keys = [`/apis/${apiId}/keys`, `/apis/${apiId}/keys/${key.id}`]
    const paths = [
      ...[...own, ...keys].map(path => `/organizations/${id}${path}`),
      ...['organizations', `organizations/${id}`, 'keys'].map(path => `/installation/${path}`),
    ]
    const wide: string[] = []
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 800 })
      for (const path of paths) {
        await page.goto(suite.dashboard.url + path)
        await page.getByText('Werkzeugmaschinen').first().waitFor({ state: 'attached' })
        await page.waitForLoadState('networkidle')
        const over = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
        if (Number(over) > 0) wide.push(`${path} by ${over} at ${width}`)
      }
    }
    expect(wide).toEqual([])
  })

  test('a suspended organization is marked on each of its pages and in the choice of organizations', async () => {
    const { page } = suite.opened
    const { client } = suite.dashboard.keyturn
    const stopped = await client.organizations.create({ name: 'Contoso' })
    await client.organizations.update(stopped.id, { suspended: true })
    await page.goto(`${suite.dashboard.url}/organizations/${stopped.id}/usage`)
    await page.getByText('Contoso is suspended: none of its keys is accepted.').waitFor()
    expect(await barriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Organization: Contoso Suspended' }).click()
    await page.getByRole('menuitem', { name: 'Contoso Suspended', exact: true }).waitFor()
    await page.getByRole('menuitem', { name: 'Northwind', exact: true }).waitFor()
  })
})
