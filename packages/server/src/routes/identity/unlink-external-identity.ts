import { unlinkExternalIdentity as unlink } from '@keyturn/engine'
import type { Handler } from '../call.ts'

export const unlinkExternalIdentity: Handler<'unlinkExternalIdentity'> = async ({ ctx, params }) => {
  const { effect } = await unlink(ctx, { identityId: params.identityId })
  return { effect }
}
