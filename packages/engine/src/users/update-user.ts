import { assertOwnsAccount } from '../access/assert-owns-account.ts'
import { isTimezone } from '../clock/zoned-day.ts'
import { invalidInput, notFound } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { type Mutated, mutate } from '../mutate/mutate.ts'
import { toUserView, type UserView, userTarget } from './user.ts'
import { changeUser, findUser } from './user-queries.ts'

export type UpdateUserInput = {
  name?: string | null | undefined
  keyNotices?: boolean | undefined
  /** IANA name; null: that of the organization whose page it is. */
  timezone?: string | null | undefined
}

/** Changes what the person who asks is called, what mail they get, and in which timezone they are told instants. */
export async function updateUser(ctx: Context, input: UpdateUserInput): Promise<Mutated<UserView>> {
  assertOwnsAccount(ctx.principal)
  const { timezone } = input
  if (typeof timezone === 'string' && !isTimezone(timezone)) {
    throw invalidInput([{ pointer: '/timezone', message: 'must be an IANA timezone, such as Europe/Berlin' }])
  }
  return mutate(ctx, 'self', async tx => {
    const row = ctx.principal.type === 'user' ? await findUser(tx, ctx.principal.userId, 'change') : undefined
    if (!row) throw notFound()
    const before = toUserView(row)
    const changed = await changeUser(tx, row, {
      ...(input.name === undefined ? {} : { name: input.name }),
      ...(input.keyNotices === undefined ? {} : { key_notices: input.keyNotices ? 1 : 0 }),
      ...(timezone === undefined ? {} : { timezone }),
      updated_at: ctx.clock.now(),
    })
    const after = toUserView(changed)
    const target = userTarget(row.id)
    return {
      result: after,
      audit: [{ action: 'user.updated', organizationId: null, target, details: { before, after } }],
      changes: [],
    }
  })
}
