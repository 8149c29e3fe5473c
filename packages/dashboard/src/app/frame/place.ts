import type { ApiView, OrganizationView, Session } from '@keyturn/contract/client'
import type { MenuSection } from '../../features/apis/menu.ts'
import type { SettingsPage } from './settings-pages.ts'

/** Where one is, and what there is around: made once for each address. */
export type Place = {
  session: Session
  organization: OrganizationView
  apis: readonly ApiView[]
  menu: readonly MenuSection[]
  /** The pages about the organization itself that one may see. */
  settings: readonly SettingsPage[]
  /** What the vendor calls these pages. */
  brand: string
  /** Null shows every environment. */
  environment: string | null
}
