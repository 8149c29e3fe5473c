import type { DataSets } from '../databases/data-sets.ts'
import type { Database } from '../databases/database.ts'
import { insertRow } from '../databases/row-queries.ts'
import { createId } from '../ids/create-id.ts'
import { addLeadToList } from '../lists/list-queries.ts'
import { liveSamples, type SampleList, sandboxSamples } from './sample-lists.ts'

/**
 * Gives each organization a few lists and leads, real-looking ones in the live data set and recognisable
 * test ones in the sandbox. An organization gets them once: what it changes or deletes stays so.
 */
export function seedSampleData(dataSets: DataSets, organizationIds: readonly string[]): void {
  for (const organizationId of organizationIds) {
    seedOrganization(dataSets.live, organizationId, liveSamples)
    seedOrganization(dataSets.sandbox, organizationId, sandboxSamples)
  }
}

function seedOrganization(database: Database, organizationId: string, samples: readonly SampleList[]): void {
  database.transaction(() => {
    const { changes } = database
      .prepare('insert or ignore into sample_organizations (organization_id) values (?)')
      .run(organizationId)
    if (changes === 0) return
    for (const sample of samples) insertSampleList(database, organizationId, sample)
  })()
}

function insertSampleList(database: Database, organizationId: string, sample: SampleList): void {
  const at = Date.now()
  const origin = {
    organization_id: organizationId,
    created_by_key_id: null,
    created_by_key_name: null,
    created_at: at,
    updated_at: at,
  }
  const listId = createId('list', at)
  insertRow(database, 'lists', { ...origin, id: listId, name: sample.name })
  for (const lead of sample.leads) {
    const id = createId('lead', at)
    const { firstName, lastName, email, company } = lead
    insertRow(database, 'leads', {
      ...origin,
      id,
      first_name: firstName,
      last_name: lastName,
      email,
      company,
    })
    addLeadToList(database, listId, id)
  }
}
