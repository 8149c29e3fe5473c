import { openIdProvider, type TestProvider } from '@keyturn/server/testing'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { provideChromium } from '../../harness/provide-chromium.ts'
import { type StartedDashboard, startDashboard } from '../../harness/start-dashboard.ts'
import { type PostOffice, startPostOffice } from '../../harness/start-post-office.ts'

const chromium = provideChromium()
if (typeof chromium === 'string') console.warn(`Not run, because ${chromium}: single sign-on in a browser`)

const password = 'seven tall herons wade'

describe.skipIf(typeof chromium === 'string')('single sign-on in a browser', { timeout: 180_000 }, () => {
  let dashboard: StartedDashboard
  let mail: PostOffice
  let provider: TestProvider

  beforeAll(async () => {
    if (typeof chromium === 'string') return
    mail = await startPostOffice()
    provider = await openIdProvider([])
    const env = { ...mail.env, KEYTURN_OUTBOUND_ALLOW: '127.0.0.1/32' }
    dashboard = await startDashboard(chromium, { env })
    const { client } = dashboard.keyturn
    const { issuer, clientId, clientSecret } = provider
    await client.organizations.setIdentityProvider(dashboard.organization.id, {
      name: 'Northwind login',
      issuer,
      clientId,
      clientSecret,
      emailDomains: ['northwind.example'],
    })
    const callback = `/v1/organizations/${dashboard.organization.id}/single-sign-on/callback`
    provider.allow(dashboard.url + callback)
  }, 300_000)
  afterAll(async () => {
    await dashboard?.stop()
    await provider?.close()
    await mail?.close()
  })

  /** What the provider is for here, among what pages never have. */
  const own = (faults: readonly string[]) => faults.filter(fault => !fault.includes(provider.issuer))

  async function invite(email: string): Promise<void> {
    const { client } = dashboard.keyturn
    await client.organizations.createInvitation(dashboard.organization.id, {
      email,
      permissions: ['view_keys'],
    })
  }

  async function begin(page: Page) {
    await page.goto(`${dashboard.url}/sign-in?organization=${dashboard.organization.id}`)
    await page.getByRole('button', { name: 'Sign in with single sign-on' }).click()
  }

  test('the link of an organization leads to its provider and back in, where the account is none of one’s business', async () => {
    const email = 'ada@northwind.example'
    provider.account = { sub: 'ada', email, email_verified: true, name: 'Ada' }
    await invite(email)
    const { page, faults } = await dashboard.open()
    await begin(page)
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await page.goto(`${dashboard.url}/account`)
    await page.getByText('You signed in through the identity provider of Northwind').waitFor()
    expect(await page.getByRole('button', { name: 'Change password' }).count()).toBe(0)
    expect(own(faults)).toEqual([])
  })

  test('the organization can be typed in, and one without a provider is told', async () => {
    const { page } = await dashboard.open()
    const other = await dashboard.keyturn.client.organizations.create({ name: 'Without' })
    await page.goto(`${dashboard.url}/sign-in`)
    await page.getByRole('button', { name: 'Use single sign-on' }).click()
    await page.getByLabel('Organization').fill('Northwind')
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('alert').getByText('neither a link nor an id').waitFor()
    await page.getByLabel('Organization').fill(other.id)
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('alert').getByText('has no single sign-on').waitFor()
    await page
      .getByLabel('Organization')
      .fill(`${dashboard.url}/sign-in?organization=${dashboard.organization.id}`)
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
  })

  test('what the provider refuses is told, and one begins again from there', async () => {
    const { page } = await dashboard.open()
    // Whoever is asked there says no.
    await page.route(`${provider.issuer}/auth?*`, route => {
      const asked = new URL(route.request().url()).searchParams
      const back = new URL(asked.get('redirect_uri') ?? '')
      back.search = String(
        new URLSearchParams({
          error: 'access_denied',
          state: asked.get('state') ?? '',
          iss: provider.issuer,
        }),
      )
      return route.fulfill({ status: 302, headers: { location: back.href } })
    })
    await begin(page)
    await page.getByText('The identity provider did not sign you in.').waitFor()
    await page.getByRole('link', { name: 'Sign in again' }).click()
    await page.getByRole('button', { name: 'Sign in with single sign-on' }).waitFor()
    await page.unroute(`${provider.issuer}/auth?*`)
    await page.getByRole('button', { name: 'Sign in with single sign-on' }).click()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
  })

  test('a member links the provider to their account, comes that way, and unlinks it', async () => {
    const email = 'grace@example.com'
    await invite(email)
    const { page, faults } = await dashboard.open()
    await page.goto(await mail.linkTo(email, 'accept-invitation'))
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Join' }).click()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    provider.account = { sub: 'grace', email: 'g.hopper@northwind.example' }
    await page.goto(`${dashboard.url}/account`)
    await page.getByRole('button', { name: 'Link Northwind' }).click()
    await page.getByText('Northwind login, Northwind').waitFor()
    await mail.letterTo(email, 'An identity provider was linked')
    const other = await dashboard.open()
    await begin(other.page)
    await other.page.getByRole('button', { name: `Account of ${email}` }).waitFor()
    await page.getByRole('button', { name: 'Unlink Northwind login' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).click()
    await page.getByText('Not linked').waitFor()
    await other.page.reload()
    await other.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(own(faults)).toEqual([])
  })

  test('an organization without a provider is not offered to be linked', async () => {
    const email = 'hedy@example.com'
    const { client } = dashboard.keyturn
    const without = await client.organizations.create({ name: 'Contoso' })
    await client.organizations.createInvitation(without.id, { email, permissions: ['view_keys'] })
    const { page, faults } = await dashboard.open()
    await page.goto(await mail.linkTo(email, 'accept-invitation'))
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Join' }).click()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await page.goto(`${dashboard.url}/account`)
    await page.getByText('Your organization has no identity provider.').waitFor()
    expect(await page.getByRole('button', { name: 'Link Contoso' }).count()).toBe(0)
    expect(own(faults)).toEqual([])
  })

  test('what others have set of a provider meanwhile is kept, and what both have set is told', async () => {
    const { client } = dashboard.keyturn
    const { id } = dashboard.organization
    const { issuer, clientId } = provider
    const known = { name: 'Northwind login', issuer, clientId }
    const { page, faults } = await dashboard.openAsOwner()
    await page.goto(`${dashboard.url}/organizations/${id}/settings/security`)
    const name = page.getByLabel('Name', { exact: true })
    const save = page.locator('form').filter({ has: name }).getByRole('button', { name: 'Save', exact: true })
    await name.fill('Company login')
    await client.organizations.setIdentityProvider(id, {
      ...known,
      emailDomains: ['northwind.example', 'northwind.test'],
    })
    await save.click()
    await page.getByText('The provider answered, and is saved').waitFor()
    expect(await client.organizations.getIdentityProvider(id)).toMatchObject({
      name: 'Company login',
      emailDomains: ['northwind.example', 'northwind.test'],
    })
    await name.fill('Login of the company')
    await client.organizations.setIdentityProvider(id, { ...known, emailDomains: ['northwind.example'] })
    await save.click()
    await page.getByText('Somebody else has set name to Northwind login meanwhile.').waitFor()
    expect((await client.organizations.getIdentityProvider(id))?.name).toBe('Northwind login')
    expect(own(faults)).toEqual([])
  })
})
