import { EngineError, inspectPostgres } from '@keyturn/engine'
import { type Finding, ok, serious, warning } from './finding.ts'

/** Whether the server's database is the kind of peer that Keyturn needs. */
export async function inspectDatabase(url: string): Promise<Finding[]> {
  try {
    const { version, isReplica, isPooled, pending } = await inspectPostgres(url)
    return [
      ok('database', `PostgreSQL ${version} answers.`),
      isReplica
        ? serious(
            'replica',
            'The database is a replica, which takes no writes.',
            'Name its primary in KEYTURN_DATABASE_URL.',
          )
        : ok('replica', 'The database takes writes.'),
      isPooled
        ? serious(
            'pooler',
            'A connection pooler stands before the database. It breaks locks, notifications and snapshots that span statements.',
            'Name the database itself in KEYTURN_DATABASE_URL; Keyturn pools its own connections.',
          )
        : ok('pooler', 'No connection pooler is in the way.'),
      pending.length > 0
        ? warning(
            'schema',
            `The next start migrates the database: ${pending.join(', ')}.`,
            'Or run keyturn migrate before.',
          )
        : ok('schema', 'The schema is that of this version.'),
    ]
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    return [serious('database', error.message, 'Mend that first: nothing can start without the database.')]
  }
}
