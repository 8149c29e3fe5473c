import { getRouteApi } from '@tanstack/react-router'
import { useMemo } from 'react'
import { consoleOf, isEntrusted } from '../../features/apis/console.ts'
import type { HelpFacts } from '../../features/help/help-facts.ts'
import { HelpPage } from '../../features/help/help-page.tsx'
import { curlLine, variableOf } from '../../features/keys/key-scene.ts'
import { MissingPermission } from '../missing-permission.tsx'

const organizationRoute = getRouteApi('/signed-in/organizations/$organizationId')
const route = getRouteApi('/signed-in/organizations/$organizationId/apis/$apiId/help')

/** The help on the keys of one API; whoever reaches the API may read it. */
export function HelpRoute() {
  const place = organizationRoute.useLoaderData()
  const { apiId } = route.useParams()
  const api = place.apis.find(each => each.id === apiId)
  const facts = useMemo(() => (api === undefined ? null : factsOf(place, api)), [place, api])
  if (facts === null) return <MissingPermission place={place} title="This API" permissions={[]} />
  return <HelpPage key={apiId} facts={facts} />
}

type Place = ReturnType<typeof organizationRoute.useLoaderData>

function factsOf({ organization, brand }: Place, api: Place['apis'][number]): HelpFacts {
  const { section, page, form, fieldLabel, submitLabel, display, requires } = consoleOf(api)
  return {
    api,
    organization: organization.name,
    portal: brand,
    place: section === null || section === page ? page : `${section} › ${page}`,
    page: { title: page, form, fieldLabel, submitLabel, isShown: display === 'shown' },
    requires,
    isEntrusted: isEntrusted({ requires }, requires),
    variable: variableOf(api),
    curl: curlLine({ api }),
  }
}
