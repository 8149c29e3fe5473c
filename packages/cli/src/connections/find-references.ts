import type { KeyturnCalls } from '@keyturn/contract/client'
import { Refusal } from '../output/refusal.ts'

/** An API by its id, or by the prefix of its tokens. */
export async function findApiId(calls: KeyturnCalls, reference: string): Promise<string> {
  if (reference.startsWith('api_')) return reference
  for await (const api of calls.apis.list({ limit: 200 })) if (api.prefix === reference) return api.id
  throw new Refusal(`No API has the prefix ${reference}. keyturn apis list shows those that there are.`)
}

/** An organization by its id, or by your own id of it. */
export async function findOrganizationId(calls: KeyturnCalls, reference: string): Promise<string> {
  if (reference.startsWith('org_')) return reference
  const { data } = await calls.organizations.list({ externalId: reference })
  const found = data[0]
  if (found) return found.id
  throw new Refusal(`No organization has the external id ${reference}. keyturn organizations list shows all.`)
}

export type References = { api?: string; organization?: string }

/** Both, as the API names them, for filters and bodies; absent where they were not given. */
export async function findReferences(
  calls: KeyturnCalls,
  { api, organization }: References,
): Promise<{ apiId?: string; organizationId?: string }> {
  return {
    ...(api === undefined ? {} : { apiId: await findApiId(calls, api) }),
    ...(organization === undefined ? {} : { organizationId: await findOrganizationId(calls, organization) }),
  }
}
