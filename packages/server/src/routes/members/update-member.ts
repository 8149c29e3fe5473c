import { updateMember as update } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const updateMember: Handler<'updateMember'> = async ({ ctx, params, body, ifVersion }) => {
  const place = { organizationId: params.id, memberId: params.memberId }
  const { result, effect } = await update(ctx, { ...place, ifVersion, patch: body })
  return { body: result, effect }
}
