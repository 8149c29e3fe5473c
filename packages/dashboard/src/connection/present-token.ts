import { createClient, type Identity, KeyturnError } from '@keyturn/contract/client'

/** What a key is told when it asks who it is. */
export type Presented = { status: number; ms: number; body: Identity | { code: string; detail: string } }

/**
 * Presents a token as its holder would, without the session: the one call that takes keys of any API and charges none.
 * Throws `KeyturnError` when no answer came.
 */
export async function presentToken(token: string): Promise<Presented> {
  const startedAt = performance.now()
  const took = () => Math.round(performance.now() - startedAt)
  try {
    const body = await holderOf(token).whoami()
    return { status: 200, ms: took(), body }
  } catch (error) {
    if (!(error instanceof KeyturnError) || error.status === 0) throw error
    return { status: error.status, ms: took(), body: { code: error.code, detail: error.detail } }
  }
}

function holderOf(token: string) {
  return createClient({
    url: window.location.origin,
    key: token,
    fetch: (address, options) => fetch(address, { ...options, credentials: 'omit', cache: 'no-store' }),
  })
}

/** Whether a text can be a token at all; anything else cannot be sent. */
export function isPresentable(text: string): boolean {
  return /^[\x21-\x7e]{16,512}$/.test(text)
}
