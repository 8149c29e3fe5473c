import { ensureBuiltinApi } from '../apis/ensure-builtin-api.ts'
import type { AuditDraft } from '../audit/audit-event.ts'
import type { Context } from '../mutate/context.ts'
import { mutate } from '../mutate/mutate.ts'
import { ensureBuiltinOrganization } from '../organizations/ensure-builtin-organization.ts'
import { toOrganizationSettings } from '../organizations/organization-view.ts'
import { ensureInstallation } from '../storage/installation-queries.ts'
import type { Change } from '../storage/storage.ts'

/** What every installation has: its name, the vendor's organization and the API that guards Keyturn itself. */
export async function prepareInstallation(ctx: Context): Promise<{ apiId: string }> {
  const { result } = await mutate(ctx, 'apis:write', async tx => {
    const now = ctx.clock.now()
    const audit: AuditDraft[] = []
    const changes: Change[] = []
    const installation = await ensureInstallation(tx, now)
    const organization = await ensureBuiltinOrganization(tx, now)
    const api = await ensureBuiltinApi(tx, now)
    if (installation.created) {
      const target = { type: 'installation' as const, id: 'installation', name: 'Keyturn' }
      audit.push({ action: 'installation.created', organizationId: null, target, details: {} })
    }
    if (organization.created) {
      const { id, name } = organization.row
      const target = { type: 'organization' as const, id, name }
      const details = { after: toOrganizationSettings(organization.row) }
      audit.push({ action: 'organization.created', organizationId: id, target, details })
      changes.push({ kind: 'organization', id })
    }
    if (api.change) {
      const target = { type: 'api' as const, id: api.row.id, name: api.row.name }
      audit.push({
        action: `api.${api.change}`,
        organizationId: null,
        target,
        details: { scopes: api.row.scopes },
      })
      changes.push({ kind: 'api', id: api.row.id })
    }
    return { result: { apiId: api.row.id }, audit, changes }
  })
  return result
}
