import { getMember as get } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const getMember: Handler<'getMember'> = async ({ ctx, params }) => ({
  body: await get(ctx, { organizationId: params.id, memberId: params.memberId }),
})
