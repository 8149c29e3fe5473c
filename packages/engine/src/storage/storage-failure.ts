/** A row that already exists: `rule` is the table and column, the same words on both databases (`apis_prefix`). */
export class UniqueViolation extends Error {
  readonly rule: string

  constructor(rule: string, cause: unknown) {
    super(`unique rule ${rule}`, { cause })
    this.name = 'UniqueViolation'
    this.rule = rule
  }
}

/** A row refers to one that is not there; `table` is the one that refers, where the database says so. */
export class MissingReference extends Error {
  readonly table: string | null

  constructor(table: string | null, cause: unknown) {
    super(`foreign key of ${table ?? 'a table'}`, { cause })
    this.name = 'MissingReference'
    this.table = table
  }
}

/** What a guarded update throws that found its row changed by somebody else. */
export function lostRace(): TransientFailure {
  return new TransientFailure(new Error('the row was changed in the meantime'))
}

/** The transaction lost a race (serialization failure, deadlock, lock held); running it again can succeed. */
export class TransientFailure extends Error {
  constructor(cause: unknown) {
    super('the transaction lost a race', { cause })
    this.name = 'TransientFailure'
  }
}
