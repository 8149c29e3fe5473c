import { type AuditBody, installationChain } from '../audit/audit-event.ts'
import type { Clock } from '../clock/clock.ts'
import type { NoticeDraft } from '../outbox/notice.ts'
import { findLastToldAt, insertNotices } from '../outbox/notice-queries.ts'
import { accountActions, keyActions } from '../outbox/source.ts'
import { postponeSources, type SourcePlace, selectDuePlaces, takeSources } from '../outbox/source-queries.ts'
import type { Storage, Tx } from '../storage/storage.ts'
import { findAccountHolder, isKnownPlace, type Recipient, selectKeyKeepers } from './recipient-queries.ts'
import { countActions, type Stretch, selectTold } from './told-event-queries.ts'

/** In milliseconds: people hear of the keys of one organization no more often, of however much there was. */
export const toldEveryMs = 5 * 60_000

/** What is taken at once. A source is what one transaction wrote. */
const sourcesMax = 500
const placesMax = 100
/** Events that are told one by one; of the others it is said how many there were. */
const eventsMax = 20
const accountEventsMax = 1_000

/**
 * Turns what is to be told into mail to each person who is to be told. What is taken and what is written is one
 * transaction: everybody is told once, however many nodes do this and whenever they die.
 */
export async function spreadSources({ storage, clock }: { storage: Storage; clock: Clock }): Promise<void> {
  const places = await selectDuePlaces(storage.lookups, { now: clock.now(), limit: placesMax })
  for (const place of places) {
    await storage.transaction(async tx => {
      const now = clock.now()
      const drafts = place.kind === 'keys' ? await tellKeepers(tx, place, now) : await tellHolders(tx, place)
      await insertNotices(storage, tx, { drafts, now })
    })
  }
}

async function tellKeepers(tx: Tx, place: SourcePlace, now: number): Promise<NoticeDraft[]> {
  const { chainId: organizationId } = place
  const toldAt = organizationId === installationChain ? null : await findLastToldAt(tx, organizationId)
  if (toldAt !== null && toldAt <= now && now < toldAt + toldEveryMs) {
    await postponeSources(tx, place, toldAt + toldEveryMs)
    return []
  }
  const stretch = await take(tx, place)
  const keepers = stretch ? await selectKeyKeepers(tx, organizationId) : []
  if (!stretch || keepers.length === 0) return []
  const counted = await countActions(tx, stretch, keyActions)
  const totals = Object.fromEntries(counted.map(({ action, count }) => [action, count]))
  const told = await selectTold(tx, stretch, { actions: keyActions, limit: eventsMax })
  const sequences = told.map(({ sequence }) => sequence)
  return keepers.map(({ userId, email: recipient }) => {
    return { kind: 'keys', recipient, userId, organizationId, details: { sequences, totals } }
  })
}

async function tellHolders(tx: Tx, place: SourcePlace): Promise<NoticeDraft[]> {
  const { chainId } = place
  const stretch = await take(tx, place)
  if (!stretch) return []
  const drafts: NoticeDraft[] = []
  for (const { sequence, body } of await selectTold(tx, stretch, {
    actions: accountActions,
    limit: accountEventsMax,
  })) {
    const holder = await holderOf(tx, JSON.parse(body))
    if (!holder) continue
    const { userId, email: recipient } = holder
    drafts.push({ kind: 'account', recipient, userId, details: { chainId, sequence } })
  }
  return drafts
}

async function take(tx: Tx, place: SourcePlace): Promise<Stretch | null> {
  const sources = await takeSources(tx, place, sourcesMax)
  const [oldest, newest] = [sources[0], sources.at(-1)]
  return oldest && newest ? { chainId: place.chainId, first: oldest.first, last: newest.last } : null
}

/** Whose account it is; nobody for a sign-in from where they are signed in anyway. */
async function holderOf(tx: Tx, { target, actor, ip, userAgent }: AuditBody): Promise<Recipient | undefined> {
  const userId = target.type === 'user' ? target.id : actor.id
  if (target.type === 'session') {
    const place = { userId, sessionId: target.id, ip, userAgent }
    if (await isKnownPlace(tx, place)) return undefined
  }
  return findAccountHolder(tx, userId)
}
