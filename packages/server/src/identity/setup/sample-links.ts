import { createSignInLink, type Engine, systemPrincipal } from '@keyturn/engine'
import { newOneTimeToken } from '../one-time-token.ts'
import { signInLink } from './sign-in-links.ts'

/** Signs in somebody of the sample data, once. */
export type PersonLink = { email: string; url: string }

const request = { id: 'start', ip: null, userAgent: null, method: '', path: '', origin: null }

/** Fresh links for people of the sample data; those of the start before are void. Who was removed meanwhile gets none. */
export async function samplePeopleLinks(
  engine: Engine,
  { url, people }: { url: string; people: readonly string[] },
): Promise<PersonLink[]> {
  const ctx = engine.context(systemPrincipal('Start'), request)
  const links: PersonLink[] = []
  for (const email of people) {
    const { token, digest } = newOneTimeToken()
    if (await createSignInLink(ctx, { email, digest })) links.push({ email, url: signInLink(url, token) })
  }
  return links
}
