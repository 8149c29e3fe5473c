import { beginSetup, type Engine, recoverOwner, systemPrincipal } from '@keyturn/engine'
import { newOneTimeToken } from '../one-time-token.ts'
import { setupLink, signInLink } from './sign-in-links.ts'

export type FirstLink = { purpose: 'setup' | 'sign_in'; url: string }

const request = { id: 'start', ip: null, userAgent: null, method: '', path: '', origin: null }

/**
 * The link with which a terminal lets somebody in: to make the first owner, while there is none; to be the owner of
 * sample data, at each start. Null where there is an owner already.
 */
export async function firstLink(
  engine: Engine,
  { url, sampleOwner }: { url: string; sampleOwner: string | null },
): Promise<FirstLink | null> {
  const ctx = engine.context(systemPrincipal('Start'), request)
  const { token, digest } = newOneTimeToken()
  if (sampleOwner !== null) {
    await recoverOwner(ctx, { email: sampleOwner, digest, keepsAccess: true })
    return { purpose: 'sign_in', url: signInLink(url, token) }
  }
  return (await beginSetup(ctx, { digest })) ? { purpose: 'setup', url: setupLink(url, token) } : null
}
