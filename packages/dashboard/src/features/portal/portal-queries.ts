import { KeyturnError, type PortalSession, type RedeemPortalSessionAnswer } from '@keyturn/contract/client'
import { queryOptions } from '@tanstack/react-query'
import { client } from '../../connection/client.ts'

/** Where to get another link, and how the page looks meanwhile. */
export type PortalHome = NonNullable<RedeemPortalSessionAnswer['home']>

/** The portal that this page is; null where it is closed. */
export const portalQuery = (id: string) =>
  queryOptions({
    queryKey: ['portal', id],
    queryFn: async (): Promise<PortalSession | null> => {
      try {
        return await client.portalSession.get()
      } catch (error) {
        if (error instanceof KeyturnError && error.status === 401) return null
        throw error
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
  })

let redeemed: Promise<RedeemPortalSessionAnswer | null> | null = null

/** What became of the link that this page was opened with: it is used once, however often the page asks. Null: unknown. */
export function redeemLink(token: string): Promise<RedeemPortalSessionAnswer | null> {
  redeemed ??= client.portalSession.redeem({ token }).catch((error: unknown) => {
    if (error instanceof KeyturnError && error.status === 404) return null
    redeemed = null
    throw error
  })
  return redeemed
}
