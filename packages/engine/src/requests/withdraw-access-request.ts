import { notFound } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { type AccessRequestView, accessRequestEvent } from './access-request.ts'
import { loadOpenAccessRequest, showAccessRequest } from './load-access-request.ts'
import { assertMayAsk } from './request.ts'
import { closeRequest } from './request-queries.ts'

/** Takes back what one has asked for oneself, in the organization that the session acts in. */
export async function withdrawAccessRequest(
  ctx: Context,
  { requestId }: { requestId: string },
): Promise<Mutated<AccessRequestView>> {
  assertMayAsk(ctx.principal)
  return mutate(ctx, 'self', async tx => {
    const member = ctx.principal.type === 'user' ? ctx.principal.member : null
    if (member === null) throw notFound()
    const place = { organizationId: member.organizationId, requestId }
    const row = await loadOpenAccessRequest(ctx, tx, place)
    if (row.member_id !== member.id) throw notFound()
    await closeRequest(tx, row.id, { status: 'withdrawn' })
    const result = await showAccessRequest(ctx, tx, place)
    return { result, audit: [accessRequestEvent('access_request.withdrawn', result)], changes: [] }
  })
}
