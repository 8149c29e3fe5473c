import type { ApiView, OrganizationView } from '@keyturn/contract/client'
import type { ReactNode } from 'react'

/** Whose keys of which API a page is about, how the vendor wants it to look, and what whoever looks may do there. */
export type KeyScene = {
  api: ApiView
  organization: Pick<OrganizationView, 'id' | 'name' | 'timezone' | 'keyPolicy' | 'scopeCeiling'>
  /** Null shows all of them. */
  environment: string | null
  look: {
    title: string
    form: 'full' | 'name'
    fieldLabel: string
    submitLabel: string
    display: 'masked' | 'shown'
  }
  may: { manage: boolean; reveal: boolean; seeUse: boolean; seeAudit: boolean }
  /** Address of the help on keys of this API; null where there is none. */
  help: string | null
  /** A link to the page of one key. */
  linkTo: (key: { id: string; name: string; environment: string }) => ReactNode
}

/** `curl` that works with the token in place of the variable. */
export function curlLine({
  api,
}: {
  api: Pick<ApiView, 'baseUrl' | 'credentialHeader' | 'envVariable' | 'prefix' | 'testRequest'>
}): string {
  const variable = `$${variableOf(api)}`
  const header =
    api.credentialHeader === 'X-API-Key' ? `X-API-Key: ${variable}` : `Authorization: Bearer ${variable}`
  const { method, path } = api.testRequest ?? { method: 'GET', path: '/' }
  const verb = method === 'GET' || method === '*' ? '' : `-X ${method} `
  return `curl ${verb}"${api.baseUrl ?? 'https://api.example.com'}${path}" -H "${header}"`
}

export function variableOf({ envVariable, prefix }: Pick<ApiView, 'envVariable' | 'prefix'>): string {
  return envVariable ?? `${prefix.toUpperCase().replace(/^(?=\d)/, 'KEY_')}_API_KEY`
}
