import { type Effect, everywhere } from '../changes/effect.ts'
import type { FeedMark } from '../storage/storage.ts'
import type { Context } from './context.ts'

/** Waits until no node can decide on the state before a commit that is over; without a mark no verdict reads it. */
export async function settled(
  ctx: Pick<Context, 'clock' | 'feed'> | undefined,
  mark: FeedMark | null,
): Promise<Effect> {
  if (ctx === undefined || mark === null) return everywhere
  return ctx.feed.settle(mark, ctx.clock.monotonic())
}
