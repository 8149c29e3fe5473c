import { updateOrganization as update } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const updateOrganization: Handler<'updateOrganization'> = async ({ ctx, params, body, ifVersion }) => {
  const { result, effect } = await update(ctx, { organizationId: params.id, ifVersion, patch: body })
  return { body: result, effect }
}
