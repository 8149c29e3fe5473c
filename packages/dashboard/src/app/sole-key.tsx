import type { KeyScene } from '../features/keys/key-scene.ts'
import { SoleKeyPage } from '../features/keys/sole-key-page.tsx'
import { KeyLinks } from './frame/key-links.tsx'
import type { Place } from './frame/place.ts'
import { resetRequestsOf } from './reset-requests.tsx'

/** The one key that an organization has for an API. */
export function SoleKey({ place, scene }: { place: Place; scene: KeyScene }) {
  return (
    <SoleKeyPage
      key={scene.api.id}
      scene={scene}
      slots={{ ...resetRequestsOf(place), links: sole => <KeyLinks place={place} shown={sole} /> }}
    />
  )
}
