import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ageSessions } from '../../harness/age-sessions.ts'
import { barriers } from '../../harness/barriers.ts'
import { clipboardText, heldText, memoryText } from '../../harness/held-text.ts'
import type { WatchedPage } from '../../harness/open-browser.ts'
import { provideChromium } from '../../harness/provide-chromium.ts'
import { type StartedDashboard, startDashboard } from '../../harness/start-dashboard.ts'
import { type PostOffice, startPostOffice } from '../../harness/start-post-office.ts'
import { totpCode } from '../../harness/totp-code.ts'
import { addAuthenticator } from '../../harness/virtual-authenticator.ts'

const chromium = provideChromium()
if (typeof chromium === 'string') console.warn(`Not run, because ${chromium}: accounts in a browser`)

const firstPassword = 'seven tall herons wade'
const nextPassword = 'nine slow otters float'
const stepMs = 30_000

describe.skipIf(typeof chromium === 'string')('accounts in a browser', { timeout: 180_000 }, () => {
  let dashboard: StartedDashboard
  let mail: PostOffice
  let people = 0

  beforeAll(async () => {
    if (typeof chromium === 'string') return
    mail = await startPostOffice()
    dashboard = await startDashboard(chromium, { env: mail.env })
  }, 300_000)
  afterAll(async () => {
    await dashboard?.stop()
    await mail?.close()
  })

  /** Somebody who has accepted an invitation, on the page that they are led to. */
  async function join(options: Parameters<StartedDashboard['open']>[0] = {}) {
    const email = `person-${++people}@example.com`
    const { client } = dashboard.keyturn
    await client.organizations.createInvitation(dashboard.organization.id, {
      email,
      permissions: ['administer'],
    })
    const opened = await dashboard.open(options)
    const { page } = opened
    await page.goto(await mail.linkTo(email, 'accept-invitation'))
    await page.getByLabel('Name').fill('Grace Hopper')
    await page.getByLabel('Password', { exact: true }).fill(firstPassword)
    await page.getByRole('button', { name: 'Join' }).click()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    return { email, ...opened }
  }

  async function openAccount(page: Page) {
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menuitem', { name: 'Account', exact: true }).click()
    await page.getByRole('heading', { name: 'Account' }).waitFor()
  }

  async function signOut(page: Page) {
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  }

  async function enterPassword(page: Page, email: string, password = firstPassword) {
    await page.goto(`${dashboard.url}/sign-in`)
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  }

  const arrive = (page: Page) => page.getByRole('heading', { name: 'Overview' }).waitFor()

  /** Sets up an authenticator app, and keeps the recovery codes. */
  async function setUpApp(page: Page) {
    await page.getByRole('button', { name: 'Set up an authenticator app' }).click()
    const picture = page.getByRole('img', { name: 'QR code for the authenticator app' })
    await picture.waitFor()
    await page.emulateMedia({ media: 'print' })
    await picture.waitFor({ state: 'hidden' })
    await page.emulateMedia({ media: null })
    const secret = ((await page.getByLabel('Secret').textContent()) ?? '').replaceAll(' ', '')
    expect(secret).toMatch(/^[A-Z2-7]{32}$/)
    await page.getByLabel('Code that the app shows').fill(totpCode(secret))
    await page.getByRole('button', { name: 'Switch on' }).click()
    const list = page.getByRole('list', { name: 'Recovery codes' })
    await list.waitFor()
    const codes = await list.getByRole('listitem').allTextContents()
    expect(codes).toHaveLength(10)
    return { secret, codes }
  }

  const granted = { permissions: ['clipboard-read', 'clipboard-write'] }

  test('an invitation leads to an account, whose name and timezone are changed, and that signs in', async () => {
    const { email, page, faults } = await join()
    await openAccount(page)
    await page.getByLabel('Name', { exact: true }).fill('Grace Brewster Hopper')
    await page.getByLabel('Timezone').selectOption('Asia/Tokyo')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Your profile is changed.').waitFor()
    await signOut(page)
    await enterPassword(page, email)
    await arrive(page)
    await openAccount(page)
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Grace Brewster Hopper')
    expect(await page.getByLabel('Timezone').inputValue()).toBe('Asia/Tokyo')
    const since = page.getByRole('listitem').filter({ hasText: 'This one' }).locator('time').first()
    expect(await since.getAttribute('title')).toContain('(Asia/Tokyo)')
    expect(faults).toEqual([])
  })

  test('who forgot the password gets a link by mail, and signs in with a new one', async () => {
    const { email, page, faults } = await join()
    await signOut(page)
    await page.getByRole('link', { name: 'Forgot your password?' }).click()
    await page.getByLabel('E-mail').fill(email)
    await page.getByRole('button', { name: 'Send a link' }).click()
    await page.getByText('a link is on its way').waitFor()
    await page.goto(await mail.linkTo(email, 'reset-password'))
    await page.getByLabel('Password', { exact: true }).fill('too short')
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByRole('alert').getByText('at least 12 characters').waitFor()
    await page.getByLabel('Password', { exact: true }).fill(nextPassword)
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByText('you are signed out everywhere').waitFor()
    await enterPassword(page, email)
    await page.getByRole('alert').waitFor()
    await enterPassword(page, email, nextPassword)
    await arrive(page)
    expect(faults).toEqual([])
  })

  test('an authenticator app: set up, asked for at a sign-in, replaced by a recovery code once, and told by mail', async () => {
    const { email, page, faults } = await join(granted)
    await openAccount(page)
    const { secret, codes } = await setUpApp(page)
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByText('The codes were not kept.').waitFor()
    await page.getByRole('button', { name: 'Go back' }).click()
    await page.getByRole('button', { name: 'Copy codes' }).click()
    await page.getByText('Copied').waitFor()
    expect(await clipboardText(page)).toBe(codes.join('\n'))
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('list', { name: 'Recovery codes' }).waitFor({ state: 'detached' })
    const [held, memory] = [await heldText(page), await memoryText(page)]
    for (const word of [secret, ...codes]) expect(held.includes(word) || memory.includes(word)).toBe(false)
    await mail.letterTo(email, 'An authenticator app was added')

    await signOut(page)
    await enterPassword(page, email)
    await page.getByLabel('Code of your authenticator app').fill('000000')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('alert').waitFor()
    // The code of its own half minute was used to set it up.
    await page.getByLabel('Code of your authenticator app').fill(totpCode(secret, Date.now() + stepMs))
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await arrive(page)

    await signOut(page)
    await enterPassword(page, email)
    await page.getByRole('button', { name: 'Use a recovery code' }).click()
    await page.getByLabel('Recovery code').fill(codes[0] ?? '')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await arrive(page)
    await openAccount(page)
    await page.getByText('9 are left').waitFor()
    expect(faults).toEqual([])
  })

  test('what is sensitive asks again for password and second factor, and goes on with what was begun', async () => {
    const { page, faults } = await join(granted)
    await openAccount(page)
    const { codes } = await setUpApp(page)
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download' }).click()
    expect((await download).suggestedFilename()).toBe('keyturn-recovery-codes.txt')
    await page.getByRole('button', { name: 'Done' }).click()
    ageSessions(dashboard.keyturn.dataDirectory)
    await page.getByRole('button', { name: 'Replace recovery codes' }).click()
    await page.getByRole('button', { name: 'Make new codes' }).click()
    const proof = page.getByRole('dialog', { name: 'Is it still you?' })
    await proof.getByLabel('Password', { exact: true }).fill(firstPassword)
    await proof.getByRole('button', { name: 'Go on' }).click()
    await proof.getByLabel('Code of your authenticator app').waitFor()
    expect(await barriers(page)).toEqual([])
    await proof.getByRole('button', { name: 'Use a recovery code' }).click()
    await proof.getByLabel('Recovery code').fill('0000-0000-0000-0000')
    await proof.getByRole('button', { name: 'Go on' }).click()
    await proof.getByRole('alert').waitFor()
    await proof.getByLabel('Recovery code').fill(codes[1] ?? '')
    await proof.getByRole('button', { name: 'Go on' }).click()
    const list = page.getByRole('list', { name: 'Recovery codes' })
    await list.waitFor()
    const next = await list.getByRole('listitem').allTextContents()
    expect(next.filter(code => codes.includes(code))).toEqual([])
    expect(faults).toEqual([])
  })

  test('a passkey is added, renamed, signs in without a password, proves who one is, and is removed', async () => {
    const { page, faults } = await join()
    await addAuthenticator(page)
    await openAccount(page)
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Laptop')
    await page.getByRole('button', { name: 'Add passkey' }).click()
    await page.getByRole('list', { name: 'Recovery codes' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Close without copying' }).click()
    await page.getByRole('button', { name: 'Rename Laptop' }).click()
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Desk')
    await page.getByRole('button', { name: 'Rename', exact: true }).click()
    await page.getByText('Desk', { exact: true }).waitFor()
    await signOut(page)
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await arrive(page)
    await openAccount(page)
    await page.getByText('signed in with a passkey').waitFor()
    ageSessions(dashboard.keyturn.dataDirectory)
    await page.getByRole('button', { name: 'Remove Desk' }).click()
    await page.getByRole('button', { name: 'Remove passkey' }).click()
    const proof = page.getByRole('dialog', { name: 'Is it still you?' })
    await proof.getByRole('button', { name: 'Use a passkey' }).click()
    await page.getByText('Desk', { exact: true }).waitFor({ state: 'detached' })
    expect(faults).toEqual([])
  })

  test('Sign out everywhere else ends the others at once, and one can be ended alone', async () => {
    const { email, page, faults } = await join()
    const others: WatchedPage[] = []
    for (let count = 0; count < 3; count++) {
      const other = await dashboard.open()
      await enterPassword(other.page, email)
      await arrive(other.page)
      others.push(other)
    }
    await openAccount(page)
    const devices = page.getByRole('region', { name: 'Devices' }).getByRole('listitem')
    await expect.poll(() => devices.count()).toBe(4)
    await page
      .getByRole('button', { name: /^Sign out Chrome/ })
      .first()
      .click()
    await expect.poll(() => devices.count()).toBe(3)
    await page.getByRole('button', { name: 'Sign out everywhere else' }).click()
    await page.getByText('2 sessions ended.').waitFor()
    await expect.poll(() => devices.count()).toBe(1)
    for (const other of others) {
      await other.page.reload()
      await other.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    }
    expect(faults).toEqual([])
  })

  test('changing the password keeps this session and ends the others', async () => {
    const { email, page, faults } = await join()
    const other = await dashboard.open()
    await enterPassword(other.page, email)
    await arrive(other.page)
    await openAccount(page)
    await page.getByLabel('New password').fill(nextPassword)
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByText('You are signed out everywhere else.').waitFor()
    await other.page.reload()
    await other.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Account' }).waitFor()
    expect(faults).toEqual([])
  })

  test('an organization that asks for a second factor is entered once there is one', async () => {
    const { client } = dashboard.keyturn
    const { id } = await client.organizations.create({ name: 'Fortress', keyPolicy: { requireMfa: true } })
    const email = `person-${++people}@example.com`
    await client.organizations.createInvitation(id, { email, permissions: ['view_keys'] })
    const { page, faults } = await dashboard.open()
    await page.goto(await mail.linkTo(email, 'accept-invitation'))
    await page.getByLabel('Password', { exact: true }).fill(firstPassword)
    await page.getByRole('button', { name: 'Join' }).click()
    await page.getByText('Fortress asks its members for a second factor.').waitFor()
    await setUpApp(page)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Close without copying' }).click()
    await page.getByText('Fortress asks its members for a second factor.').waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Back' }).click()
    await arrive(page)
    expect(faults).toEqual([])
  })

  test.each(['light', 'dark'] as const)(
    'nothing keeps anybody out, in %s and on a narrow screen',
    async colorScheme => {
      const { page, faults } = await join({ colorScheme, reducedMotion: 'reduce' })
      await addAuthenticator(page)
      const found: Record<string, string[]> = {}
      const look = async (name: string) => {
        found[name] = await barriers(page)
      }
      await openAccount(page)
      await page.getByText('Not set up').waitFor()
      await look('account')
      await page.getByRole('button', { name: 'Set up an authenticator app' }).click()
      await page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor()
      await look('app')
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Add a passkey' }).click()
      await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Laptop')
      await look('passkey')
      await page.getByRole('button', { name: 'Add passkey' }).click()
      await page.getByRole('list', { name: 'Recovery codes' }).waitFor()
      await look('recovery codes')
      await page.keyboard.press('Escape')
      await page.getByText('The codes were not kept.').waitFor()
      await look('question')
      await page.getByRole('button', { name: 'Close without copying' }).click()
      await page.setViewportSize({ width: 390, height: 800 })
      await page.getByText('Laptop', { exact: true }).waitFor()
      await look('narrow')
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
      await signOut(page)
      await page.getByRole('button', { name: 'Use single sign-on' }).click()
      await page.getByLabel('Organization').waitFor()
      await look('single sign-on')
      expect(Object.entries(found).flatMap(([name, each]) => each.map(text => `${name}: ${text}`))).toEqual(
        [],
      )
      expect(faults).toEqual([])
    },
  )
})
