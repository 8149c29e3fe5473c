/** A PostgreSQL for tests: `url` is an administrator's, who may create databases and roles. */
export type Database = {
  url: string
  /** Where it came from, for people. */
  source: string
  /** Ends what was started for this run, and nothing else. */
  stop: () => Promise<void>
}
