import { EngineError } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { insertNotices } from '../outbox/notice-queries.ts'
import { foldEmail } from './user.ts'

/**
 * Has a link sent to whoever has an account under an address. Whether there is anybody is not looked up here: what takes
 * no look cannot be told from how long it takes. No audit event: it changes nothing for anybody.
 */
export async function requestPasswordReset(
  { storage, clock, request, tellsPeople }: Context,
  input: { email: string },
): Promise<void> {
  if (!tellsPeople) {
    throw new EngineError(
      'conflict',
      'This installation sends no mail. Ask its operator for a link that signs you in.',
    )
  }
  const { ip, userAgent } = request
  const recipient = foldEmail(input.email)
  const draft = { kind: 'password_reset' as const, recipient, details: { ip, userAgent } }
  await storage.transaction(tx => insertNotices(storage, tx, { drafts: [draft], now: clock.now() }))
}
