import type { ApiView, OrganizationView, Session } from '@keyturn/contract/client'
import { consoleOf } from '../features/apis/console.ts'
import { menuOf } from '../features/apis/menu.ts'
import { mayOneOf } from '../features/sessions/session.ts'
import { environmentsOf, firstEnvironmentOf } from './environments.ts'
import type { Place } from './frame/place.ts'
import { settingsPages } from './frame/settings-pages.ts'

/** Puts together where one is from what was read. */
export function makePlace(read: {
  session: Session
  organization: OrganizationView
  apis: readonly ApiView[]
  environment: string | undefined
}): Place {
  const { session, organization, apis } = read
  const names = new Set(apis.map(api => consoleOf(api).portalName).filter(name => name !== null))
  const [onlyName] = names
  const environments = environmentsOf(apis)
  return {
    session,
    organization,
    apis,
    menu: menuOf(apis, permissions => mayOneOf(session, permissions)),
    settings: settingsPages.filter(({ requires }) => mayOneOf(session, requires)),
    // Of one vendor the pages are called what it says; of several, none is right for all.
    brand: names.size === 1 && onlyName !== undefined ? onlyName : 'Keyturn',
    // One that no API has would show nothing, and no menu to leave it.
    environment: environments.find(each => each === read.environment) ?? firstEnvironmentOf(environments),
  }
}
