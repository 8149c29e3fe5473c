import { expect, test } from 'vitest'
import { addPerson, openAs } from '../../harness/add-person.ts'
import { barriers } from '../../harness/barriers.ts'
import { describeDashboard } from '../../harness/describe-dashboard.ts'
import { eventually } from '../../harness/eventually.ts'
import { startKeyturn } from '../../harness/start-keyturn.ts'

/** A loaded machine lets a lease of a second lapse, and a report of every five seconds come late. */
const env = { KEYTURN_LEASE_SECONDS: '5' }
const patience = { withinMs: 60_000 }

describeDashboard(
  'the operators’ pages in a browser',
  { owner: { permissions: ['clipboard-read', 'clipboard-write'] }, env },
  suite => {
    const client = () => suite.dashboard.keyturn.client

    test('an API that is made by form is at once where its settings say, for the people of a customer', async () => {
      const { page, faults } = suite.opened
      const member = await addPerson(suite.dashboard, {
        name: 'Mina',
        permissions: ['view_keys', 'manage_keys'],
      })
      await page.getByRole('link', { name: 'Installation', exact: true }).click()
      await page.getByRole('link', { name: 'APIs', exact: true }).click()
      await page.getByText('Enrich Engine').waitFor()
      const crumbs = page.getByRole('navigation', { name: 'Breadcrumb' })
      await page.getByRole('link', { name: 'Enrich Engine' }).click()
      await crumbs.getByText('Enrich Engine').waitFor()
      await crumbs.getByRole('link', { name: 'APIs' }).click()
      await page.getByRole('link', { name: 'Create API' }).click()
      await crumbs.getByText('New').waitFor()
      await page.getByRole('button', { name: /^A name and a button/ }).click()
      await page.getByLabel('Name', { exact: true }).fill('Weather')
      await page.getByLabel('Prefix').fill('kt')
      await page.getByLabel('Menu entry').fill('Forecasts')
      await page.getByRole('textbox', { name: 'Page', exact: true }).fill('Access keys')
      await page.getByLabel('Label of its button').fill('Make it')
      await page.locator('[data-preview="place"]').getByText('Forecasts › Access keys').waitFor()
      await page.getByRole('button', { name: 'Create API' }).click()
      await page.getByText('The prefix kt is reserved. Choose another.', { exact: true }).first().waitFor()
      await page.getByLabel('Prefix').fill('we')
      await page.getByRole('button', { name: 'Create API' }).click()
      await page.getByRole('heading', { name: 'Weather' }).waitFor()

      const theirs = await openAs(suite.dashboard, member)
      await theirs.page.getByRole('link', { name: 'Forecasts', exact: true }).click()
      await theirs.page.getByRole('button', { name: 'Create Access key' }).click()
      const form = theirs.page.getByRole('dialog')
      await form.getByLabel('Key Name').fill('Station 7')
      await form.getByRole('button', { name: 'Make it' }).click()
      await theirs.page.getByText(/^we_live_[0-9A-Za-z]{32}$/).waitFor()
      expect([...faults, ...theirs.faults]).toEqual([])
    })

    test('a change says what it does, and sends no more than that', async () => {
      const { page } = suite.opened
      const before = await client().apis.get(suite.dashboard.api('ee').id)
      await page.goto(`${suite.dashboard.url}/installation/apis/${before.id}`)
      await page.getByRole('heading', { name: 'Enrich Engine' }).waitFor()
      expect(await page.getByRole('button', { name: 'Save' }).isEnabled()).toBe(false)
      await page.getByRole('button', { name: 'Take lists:write off' }).click()
      await page.getByText('Changes: scopes. lists:write is cut from every key at once.').waitFor()
      await client().apis.update(before.id, { maxLifetimeDays: 200 })
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Saved, and in effect everywhere.').waitFor()
      const after = await client().apis.get(before.id)
      expect(after.scopes.map(({ name }) => name)).toEqual(['lists:read', 'leads:read', 'leads:write'])
      expect(after.maxLifetimeDays).toBe(200)
    })

    test('an API is deleted when no key of it works, and the dialog says so before', async () => {
      const { page } = suite.opened
      const api = await client().apis.create({ name: 'Short lived', prefix: 'sl' })
      const place = { apiId: api.id, organizationId: suite.dashboard.organization.id }
      const { key } = await client().keys.create({ ...place, name: 'Last one' })
      await page.goto(`${suite.dashboard.url}/installation/apis/${api.id}`)
      await page.getByRole('button', { name: 'Delete API' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText('1 of its keys still works. Revoke them first').waitFor()
      await client().keys.revoke(key.id)
      await dialog.getByLabel('Type Short lived to confirm').fill('Short lived')
      await dialog.getByRole('button', { name: 'Delete API' }).click()
      await page.waitForURL(/\/installation\/apis$/)
      await page.getByText('Enrich Engine').waitFor()
      await page.getByRole('link', { name: 'Short lived' }).waitFor({ state: 'detached' })
    })

    test('an organization is found, gets a ceiling, is suspended and works again', async () => {
      const { page, faults } = suite.opened
      const place = { apiId: suite.dashboard.api('ee').id, organizationId: suite.dashboard.organization.id }
      const { secret } = await client().keys.create({
        ...place,
        name: 'CRM',
        scopes: ['leads:read', 'leads:write'],
      })
      const verdict = async (scopes: string[]) => (await client().keys.verify({ key: secret, scopes })).code
      await client().organizations.create({ name: 'Contoso', externalId: 'cus_99' })
      await page.goto(`${suite.dashboard.url}/installation/organizations`)
      await page.getByLabel('Search organizations').fill('cus_99')
      await page.getByRole('link', { name: 'Contoso', exact: true }).waitFor()
      await page.getByRole('link', { name: 'Northwind', exact: true }).waitFor({ state: 'detached' })
      expect(page.url()).toContain('search=cus_99')
      await page.getByLabel('Search organizations').fill('northw')
      await page.getByRole('link', { name: 'Northwind', exact: true }).click()

      await page.getByLabel('Its keys can do these scopes at most').check()
      await page.getByLabel('The same in words').fill('*:read')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Saved, and in effect everywhere.').waitFor()
      expect([await verdict(['leads:read']), await verdict(['leads:write'])]).toEqual([
        'valid',
        'insufficient_scope',
      ])

      await page.getByRole('button', { name: 'Suspend' }).click()
      await page.getByText('its requests get 403 at once').waitFor()
      await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click()
      await page.getByText(/Suspended everywhere, \d+ ms/).waitFor()
      expect(await verdict(['leads:read'])).toBe('organization_suspended')
      await page.getByRole('button', { name: 'Resume' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click()
      await page.getByText(/Its keys work again/).waitFor()
      expect(await verdict(['leads:read'])).toBe('valid')
      await client().organizations.update(suite.dashboard.organization.id, { scopeCeiling: null })
      expect(faults).toEqual([])
    })

    test('an organization is created, and deleted after its name was typed', async () => {
      const { page } = suite.opened
      await page.goto(`${suite.dashboard.url}/installation/organizations`)
      await page.getByRole('button', { name: 'Create organization' }).click()
      const form = page.getByRole('dialog')
      await form.getByLabel('Name', { exact: true }).fill('Passing Ltd')
      await form.getByLabel('Your own id of it').fill('cus_99')
      await form.getByRole('button', { name: 'Create organization' }).click()
      await form.getByRole('alert').getByText('Another organization has this external id already.').waitFor()
      await form.getByLabel('Your own id of it').fill('')
      await form.getByRole('button', { name: 'Create organization' }).click()
      await page.getByRole('heading', { name: 'Passing Ltd' }).waitFor()
      await page.getByRole('button', { name: 'Delete' }).click()
      await page.getByText('The data key that encrypts its tokens is shredded').waitFor()
      await page.getByLabel('Type Passing Ltd to confirm').fill('Passing Ltd')
      await page.getByRole('button', { name: 'Delete organization' }).click()
      await page.waitForURL(/\/installation\/organizations$/)
      await page.getByRole('link', { name: 'Northwind', exact: true }).waitFor()
      expect(await page.getByRole('link', { name: 'Passing Ltd' }).count()).toBe(0)
    })

    test('all keys: whose a pasted token is, without the token in the address; by id too', async () => {
      const { page } = suite.opened
      const other = await client().organizations.create({ name: 'Fabrikam' })
      const place = { apiId: suite.dashboard.api('ak').id, organizationId: other.id }
      const { key, secret } = await client().keys.create({ ...place, name: 'Warehouse feed' })
      await page.goto(`${suite.dashboard.url}/installation/keys`)
      const search = page.getByLabel('Search all keys')
      await search.fill(secret)
      const row = page.getByRole('row').filter({ hasText: 'Warehouse feed' })
      await row.getByText('Fabrikam').waitFor()
      await page.waitForURL(/search=ak_live_/)
      expect(page.url()).not.toContain(secret.slice(12))
      expect(await search.inputValue()).toBe(key.start)
      await search.fill(key.id)
      await page.waitForURL(new RegExp(key.id))
      await row.getByText('AutoReach').waitFor()
      await row.getByRole('link', { name: 'Warehouse feed' }).click()
      await page.waitForURL(new RegExp(`/organizations/${other.id}/`))
      await page.getByText('Warehouse feed').waitFor()
    })

    test('all keys: a management key has no page of an organization to lead to', async () => {
      const { page } = suite.opened
      const { id } = await client().whoami()
      await page.goto(`${suite.dashboard.url}/installation/keys?search=${id}`)
      const row = page.getByRole('row').filter({ hasText: 'Keyturn' })
      await row.getByText('Active').waitFor()
      expect(await row.getByRole('link').allTextContents()).toEqual(['Keyturn operators'])
    })

    test('an operator is added, signs in with the link once, and is gone when removed', async () => {
      const { page, faults } = suite.opened
      await page.goto(`${suite.dashboard.url}/installation/operators`)
      await page.getByRole('row').filter({ hasText: suite.dashboard.owner.email }).getByText('You').waitFor()
      await page.getByRole('button', { name: 'Add operator' }).click()
      const form = page.getByRole('dialog')
      await form.getByLabel('E-mail').fill('grace@keyturn.example')
      await form.getByLabel('Name').fill('Grace Hopper')
      await form.getByRole('button', { name: 'Add operator' }).click()
      const shown = page.getByRole('dialog').filter({ hasText: 'Hand this link to' })
      const link = (await shown.getByText(/#/).textContent()) ?? ''
      await page.emulateMedia({ media: 'print' })
      await shown.getByText(/#/).waitFor({ state: 'hidden' })
      await page.emulateMedia({ media: null })
      expect(await page.getByRole('banner').count()).toBe(1)
      await page.keyboard.press('Escape')
      await shown.getByText('The link was not copied.').waitFor()
      await shown.getByRole('button', { name: 'Copy link' }).click()
      await shown.getByRole('button', { name: 'Done' }).click()
      const { pathname, hash } = new URL(link)
      const theirs = await suite.dashboard.open()
      await theirs.page.goto(suite.dashboard.url + pathname + hash)
      await theirs.page.getByRole('button', { name: 'Sign in with this link' }).click()
      await theirs.page.getByRole('heading', { name: 'Organizations' }).waitFor()
      await theirs.page.goto(`${suite.dashboard.url}/installation/operators`)
      await theirs.page.getByText('Only owners add, change and remove operators.').waitFor()
      expect(await theirs.page.getByRole('button', { name: 'Add operator' }).count()).toBe(0)

      await page.getByRole('button', { name: 'Actions for Grace Hopper' }).click()
      await page.getByRole('menuitem', { name: 'Remove operator', exact: true }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Remove operator' }).click()
      await page.getByText('Removed, and signed out everywhere.').waitFor()
      await theirs.page.goto(`${suite.dashboard.url}/installation/operators`)
      await theirs.page.getByRole('heading', { name: 'Sign in' }).waitFor()

      await page.getByRole('button', { name: `Actions for ${suite.dashboard.owner.name}` }).click()
      await page.getByRole('menuitem', { name: 'Make operator', exact: true }).click()
      await page.getByText('This is you.').waitFor()
      await page.getByRole('dialog').getByRole('button', { name: 'Make operator' }).click()
      await page.getByRole('dialog').getByText('This is the last owner').waitFor()
      await page.getByRole('button', { name: 'Cancel' }).click()
      expect(faults).toEqual([])
    })

    test('system health: two servers; one is killed, is told as silent with what to do, and is gone when it is back', async () => {
      const { page, faults } = suite.opened
      const { dataDirectory, rootKey } = suite.dashboard.keyturn
      const second = { database: 'sqlite', dataDirectory, rootKey, env } as const
      const other = await startKeyturn(second)
      await page.goto(`${suite.dashboard.url}/installation/health`)
      const serving = page.getByRole('row').filter({ hasText: 'Serving' })
      await serving.nth(1).waitFor()
      await page.getByText('All 2 servers serve.').waitFor()
      // Both have said how they are: what a killed one has not said nobody can tell.
      await eventually(
        'both servers have told how they are',
        async () => {
          const { servers } = await client().system.get()
          return servers.length === 2 && servers.every(({ figures }) => figures !== null) ? true : null
        },
        patience,
      )
      await other.kill()
      await page.getByText(/is silent: it was killed, or is cut off/).waitFor()
      await page.getByText(/^Start (?:it again|a server on its data directory)/).waitFor()
      await page.getByRole('row').filter({ hasText: 'Silent' }).getByText('Last heard of').waitFor()
      const again = await startKeyturn(second)
      await page.getByText('All 2 servers serve.').waitFor()
      await again.stop()
      await page.getByText('The server serves.').waitFor()
      expect(faults).toEqual([])
    })

    test('whoever is no operator has no entry, and is told whose pages these are', async () => {
      const member = await addPerson(suite.dashboard, { name: 'Noor', permissions: ['administer'] })
      const { page, faults } = await openAs(suite.dashboard, member)
      expect(await page.getByRole('link', { name: 'Installation' }).count()).toBe(0)
      await page.goto(`${suite.dashboard.url}/installation/apis`)
      await page.getByText('Only its operators see them').waitFor()
      await page.getByRole('button', { name: 'Organization: Northwind' }).waitFor()
      await page.getByRole('navigation', { name: 'Breadcrumb' }).getByText('Installation').waitFor()
      expect(await page.getByRole('main').getByText('Enrich Engine').count()).toBe(0)
      expect(faults).toEqual([])
    })

    test.each(['light', 'dark'] as const)(
      'nothing keeps anybody out, in %s and on a narrow screen',
      { timeout: 600_000 },
      async colorScheme => {
        const { page, faults } = await suite.dashboard.openAsOwner({ colorScheme, reducedMotion: 'reduce' })
        const found: string[] = []
        const look = async (name: string) =>
          found.push(...(await barriers(page)).map(text => `${name}: ${text}`))
        const pages = [
          ['organizations', 'Northwind'],
          [`organizations/${suite.dashboard.organization.id}`, 'Limits and credits'],
          ['apis', 'Enrich Engine'],
          ['apis/new', 'Begin with the way'],
          [`apis/${suite.dashboard.api('ak').id}`, 'What customers see'],
          ['keys', 'Keys of every organization'],
          ['operators', suite.dashboard.owner.email],
          ['health', 'What is as it should be'],
        ] as const
        for (const width of [1440, 390]) {
          await page.setViewportSize({ width, height: 900 })
          for (const [path, text] of pages) {
            await page.goto(`${suite.dashboard.url}/installation/${path}`)
            await page.getByRole('main').getByText(text).first().waitFor()
            await look(`${path} at ${width}`)
            const isWider = await page.evaluate('document.documentElement.scrollWidth > window.innerWidth')
            if (isWider) found.push(`${path} at ${width}: wider than the screen`)
          }
        }
        expect(found).toEqual([])
        expect(faults).toEqual([])
      },
    )
  },
)
