/** Which experiment must notice the bug. */
export type ExperimentName =
  | 'tightening'
  | 'race'
  | 'paused'
  | 'partition'
  | 'kill'
  | 'kill-points'
  | 'power-loss'
  | 'failing-syncs'
  | 'failing-journal'
  | 'damage'
  | 'poison-rows'
  | 'repeats'
  | 'blocked'
  | 'clock'
  | 'limit'
  | 'flood'
  | 'migration'
  | 'credits'
  | 'rolling'
  | 'outage'
  | 'slow-database'
  | 'blocked-lists'
  | 'skew'
  | 'database-kill'
  | 'full-database'
  | 'kek-rotation'
  | 'canaries'
  | 'fuzz'
  | 'lane-fuzz'

export type ExperimentOptions = { database: 'sqlite' | 'postgres'; command?: string }

/** What an experiment found wrong; empty on a build that keeps its promises. */
export type FindingsOf = (options: ExperimentOptions) => Promise<string[]>
