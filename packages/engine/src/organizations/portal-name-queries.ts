import { sql } from 'kysely'
import { withoutPerson } from '../access/principal.ts'
import { storedActor } from '../access/stored-actor.ts'
import type { Tx } from '../storage/storage.ts'
import { StoredMembers } from '../storage/stored-members.ts'

const places = [
  { table: 'keys', column: 'created_by' },
  { table: 'requests', column: 'asked_by' },
  { table: 'requests', column: 'decided_by' },
] as const

/**
 * Takes the names of people in portals out of what a deleted organization leaves besides its audit log: who made its keys,
 * who asked and decided, and the sessions themselves. By the indexes on the organization; of sessions there are those of a
 * day.
 */
export async function erasePortalNames(tx: Tx, organizationId: string): Promise<void> {
  await tx.deleteFrom('portal_sessions').where('organization_id', '=', organizationId).execute()
  for (const { table, column } of places) {
    const [rows, actor] = [sql.table(table), sql.ref(column)]
    const ofOrganization = sql`organization_id = ${organizationId}`
    const named = await sql<{ text: string }>`
      select distinct ${actor} as text from ${rows} where ${ofOrganization} and ${actor} like '{"type":"portal",%'
    `.execute(tx)
    for (const { text } of named.rows) {
      const unnamed = JSON.stringify(withoutPerson(new StoredMembers().read(column, text, storedActor)))
      await sql`update ${rows} set ${actor} = ${unnamed} where ${ofOrganization} and ${actor} = ${text}`.execute(
        tx,
      )
    }
  }
}
