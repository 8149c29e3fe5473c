import { createHash } from 'node:crypto'
import type { Context } from '@keyturn/engine'
import { HttpProblem } from '../../http/http-problem.ts'
import { type RelyingParty, relyingParty } from './relying-party.ts'

/** The page that asks, as browsers know it: one of this installation's, which was checked before. */
export function siteOf({ request }: Pick<Context, 'request'>): RelyingParty {
  const site = relyingParty(request.origin ?? '')
  if (site !== null) return site
  throw new HttpProblem(
    'conflict',
    'Browsers make passkeys for names over https only, or for localhost. Open this installation under its name.',
  )
}

/** What is kept of a challenge: only whoever was given it can name it. */
export function challengeDigest(challenge: string): Buffer {
  return createHash('sha256').update(challenge, 'utf8').digest()
}
