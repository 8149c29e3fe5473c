import type { WatchedPage } from './open-browser.ts'

/** Fills in the form that asks who somebody is, and waits until it is gone. */
export async function signInHere(
  { page }: WatchedPage,
  { email, password }: { email: string; password: string },
): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL(/\/organizations(?:\/|$)/)
}
