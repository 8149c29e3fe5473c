/** What people will be told of, and nobody was told yet. */
export type NoticeTables = { notice_sources: NoticeSourceTable }

/** A stretch of a chain of the audit log, by sequences, whose events of this kind people are told of. */
export type NoticeSourceTable = {
  chain_id: string
  kind: 'keys' | 'account'
  first: number
  last: number
  due_at: number
}
