import type { Database } from '../databases/database.ts'
import type { SmtpSettingsRow } from './smtp-settings.ts'

export function findSmtpSettingsWithin(
  database: Database,
  organizationId: string,
): SmtpSettingsRow | undefined {
  return database
    .prepare<[string], SmtpSettingsRow>('select * from smtp_settings where organization_id = ?')
    .get(organizationId)
}

export function replaceSmtpSettings(database: Database, row: SmtpSettingsRow): void {
  database
    .prepare(
      `insert or replace into smtp_settings (organization_id, host, port, security, username, sealed_password,
         sender, created_by_key_id, created_by_key_name, created_at)
       values (:organization_id, :host, :port, :security, :username, :sealed_password, :sender,
         :created_by_key_id, :created_by_key_name, :created_at)`,
    )
    .run(row)
}

/** True when there were some. */
export function deleteSmtpSettingsWithin(database: Database, organizationId: string): boolean {
  return (
    database.prepare('delete from smtp_settings where organization_id = ?').run(organizationId).changes === 1
  )
}
