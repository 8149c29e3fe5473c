import { getRouteApi } from '@tanstack/react-router'
import { OperatorListPage } from '../../../features/operators/operator-list-page.tsx'

const route = getRouteApi('/signed-in')

export function OperatorsRoute() {
  const { session } = route.useRouteContext()
  return <OperatorListPage session={session} />
}
