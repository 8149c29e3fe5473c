import { type Context, EngineError, getIdentityProvider, setIdentityProvider as set } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const setIdentityProvider: Handler<'setIdentityProvider'> = async call => {
  const { ctx, params, body, ifVersion, singleSignOn } = call
  const isNew = (await presentIssuer(ctx, params.id)) !== body.issuer
  // One that was asked before need not answer now: whoever has to switch it off or to do without it can.
  if (isNew && body.enabled !== false) await singleSignOn.assertProvider(body)
  const { result, effect } = await set(ctx, { ...body, organizationId: params.id, ifVersion })
  return { body: result, effect }
}

/** Null where there is none, or none that the caller may see: the change itself says which. */
async function presentIssuer(ctx: Context, organizationId: string): Promise<string | null> {
  try {
    return (await getIdentityProvider(ctx, { organizationId }))?.issuer ?? null
  } catch (error) {
    if (error instanceof EngineError) return null
    throw error
  }
}
