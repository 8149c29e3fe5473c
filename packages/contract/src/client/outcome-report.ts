import type { RecordOutcomesBody } from './generated/types.ts'

/** What became of one verified request. */
export type OutcomeReport = RecordOutcomesBody['outcomes'][number]
