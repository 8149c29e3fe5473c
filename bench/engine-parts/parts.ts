/**
 * What the engine keeps to itself and the bench takes apart: the only file here that imports it by path, because
 * these are no interface and shall not become one.
 */
export { ChangeFeed } from '../../packages/engine/src/changes/change-feed.ts'
export { systemClock } from '../../packages/engine/src/clock/clock.ts'
export { newId, newVerificationBytes, verificationIdOf } from '../../packages/engine/src/ids/new-id.ts'
export { packedIds } from '../../packages/engine/src/ids/packed-id.ts'
export { CreditLedger } from '../../packages/engine/src/limits/credit-ledger.ts'
export { RateLimiter } from '../../packages/engine/src/limits/rate-limiter.ts'
export { openStorage } from '../../packages/engine/src/storage/open-storage.ts'
export { JournalBuffer } from '../../packages/engine/src/usage/journal-buffer.ts'
export { JournalReader } from '../../packages/engine/src/usage/journal-reader.ts'
export { openUsageSink } from '../../packages/engine/src/usage/open-usage-sink.ts'
export { Shipment } from '../../packages/engine/src/usage/ship-journal.ts'
export type { EventFacts } from '../../packages/engine/src/usage/usage-event.ts'
export { openUsageLog } from '../../packages/engine/src/usage/usage-log.ts'
export { KeyPages } from '../../packages/engine/src/verification/key-page.ts'
export { ManagementKeys } from '../../packages/engine/src/verification/management-keys.ts'
export { ManagementUse } from '../../packages/engine/src/verification/management-use.ts'
export { Quotas } from '../../packages/engine/src/verification/quotas.ts'
export { VerdictReplica } from '../../packages/engine/src/verification/replica.ts'
export {
  toCallFacts,
  toEventFacts,
  toKeptRequest,
} from '../../packages/engine/src/verification/verification-event.ts'
export { Verifier } from '../../packages/engine/src/verification/verifier.ts'
