import { lazy, Suspense } from 'react'
import type { Place } from './frame/place.ts'

const MissingPermissionPage = lazy(() =>
  import('./missing-permission-page.tsx').then(file => ({ default: file.MissingPermissionPage })),
)

/** In place of a page that one may not see. Most who look at a page may, and load nothing of this. */
export function MissingPermission(props: { place: Place; title: string; permissions: readonly string[] }) {
  return (
    <Suspense>
      <MissingPermissionPage {...props} />
    </Suspense>
  )
}
