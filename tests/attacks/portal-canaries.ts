import { publicUrl } from './mailed-links.ts'
import { Page } from './person-canaries.ts'
import type { Subject } from './subject.ts'

/** What somebody who came from a vendor's product has here. */
export type PortalCanaries = {
  /** Found nowhere: the link, the cookie that it was changed for, and the token of a key that was made with it. */
  secrets: string[]
  /** What the portal says, and what errors said. */
  told: string[]
}

/** A link is opened, a key made where it leads, and both and the cookie are pasted where people paste by mistake. */
export async function plantPortal(
  { keyturn, apiId, organizationId }: Pick<Subject, 'keyturn' | 'apiId' | 'organizationId'>,
  number: number,
): Promise<PortalCanaries> {
  const { url } = await keyturn.client.portalSessions.create({
    organizationId,
    apiId,
    actor: { id: `user_${number}`, name: 'Canary' },
    permissions: ['view_keys', 'manage_keys', 'reveal_keys'],
  })
  const [, link = ''] = url.split('#token=')
  const page = new Page(keyturn.url, { origin: publicUrl, ip: `198.51.100.${number % 250}` })
  const { session } = await page.send<{ session: { id: string } }>('/v1/portal-session', { token: link })
  page.stayInPortal(session.id)
  const { key, secret } = await page.send<{ key: { id: string }; secret: string }>('/v1/keys', {
    apiId,
    organizationId,
    name: 'Made in a portal',
  })
  await page.send(`/v1/keys/${key.id}/reveal`)
  const told = [await page.read('/v1/portal-session'), await page.read(`/v1/keys/${key.id}`)]
  const secrets = [link, secret, ...page.cookies]
  for (const each of secrets) told.push(...(await page.misplace(each)))
  return { secrets, told }
}
