import type { Encryption, NodeReport } from './node-report.ts'

/** A whole installation, as one of its nodes sees it. */
export type SystemView = {
  database: { kind: 'sqlite' | 'postgres'; latencyMs: number }
  encryption: Encryption
  /** What waits to be sent and what was given up within a month; null where no server sends mail. */
  mail: { waiting: number; dead: number } | null
  servers: ServerView[]
}

/** One server. `silent`: it was killed or is cut off, its lease is over, and it decides nothing. */
export type ServerView = {
  id: string
  state: 'serving' | 'not_ready' | 'silent'
  /** Whether it is the one that answers. */
  answering: boolean
  version: string
  startedAt: string | null
  /** When it last said how it is, by its own clock. */
  reportedAt: string | null
  /** Null once it is off the registry. */
  lease: { lengthMs: number; remainingMs: number; behindMs: number } | null
  /** Null where nothing was reported that this version can read. */
  figures: ServerFigures | null
}

export type ServerFigures = Omit<NodeReport, 'version' | 'startedAt' | 'ready' | 'place'>
