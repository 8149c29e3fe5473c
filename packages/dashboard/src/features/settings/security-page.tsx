import type { ApiView, OrganizationView } from '@keyturn/contract/client'
import type { Choice } from '../../shared/choice-list.tsx'
import { PageHeader } from '../../shared/page-header.tsx'
import { CeilingForm } from './ceiling-form.tsx'
import { PolicyForm } from './policy-form.tsx'
import type { Permission } from './provider-draft.ts'
import { ProviderSection } from './provider-section.tsx'
import { SettingSection } from './setting-section.tsx'

/** What an organization asks of its keys and its people, and how those sign in. */
export function SecurityPage({
  organization,
  apis,
  isVendor,
  joining,
  onSaved,
}: {
  organization: OrganizationView
  apis: readonly ApiView[]
  /** Whether whoever looks is the vendor's staff. */
  isVendor: boolean
  /** What those who join by signing in may get. */
  joining: readonly Choice<Permission>[]
  onSaved: (after: OrganizationView) => Promise<void>
}) {
  return (
    <>
      <PageHeader
        title="Security"
        purpose={`What ${organization.name} asks of its keys and its people, on top of what each API asks.`}
      />
      <SettingSection
        title="Rules for keys"
        purpose="The stricter of these and of the API's own rules holds, for what is made or changed from now on."
      >
        <PolicyForm organization={organization} mayLoosen={isVendor} onSaved={onSaved} />
      </SettingSection>
      <SettingSection
        title="Ceiling"
        purpose="No key of the organization can do more than this, whatever its scopes say. It holds at the next request."
      >
        <CeilingForm organization={organization} apis={apis} maySet={isVendor} onSaved={onSaved} />
      </SettingSection>
      <SettingSection
        title="Single sign-on"
        purpose="An OpenID Connect provider that vouches for the people of this organization, here and nowhere else."
      >
        <ProviderSection organization={organization} joining={joining} />
      </SettingSection>
    </>
  )
}
