import type { Database } from '../databases/database.ts'
import type { WorkflowRow } from './workflow.ts'

export function updateWorkflow(database: Database, row: WorkflowRow): void {
  database
    .prepare('update workflows set name = :name, steps = :steps, updated_at = :updated_at where id = :id')
    .run(row)
}
