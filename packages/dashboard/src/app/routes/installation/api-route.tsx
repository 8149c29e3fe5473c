import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { ApiPage } from '../../../features/apis/api-page.tsx'
import { apisQuery } from '../../../features/apis/api-queries.ts'
import { MissingPage } from '../../failed-page.tsx'
import { ScopePicture } from './scope-picture.tsx'

const route = getRouteApi('/signed-in/installation/apis/$apiId')

export function ApiRoute() {
  const { apiId } = route.useParams()
  const navigate = useNavigate()
  const { data = [] } = useQuery(apisQuery)
  return (
    <ApiPage
      key={apiId}
      apiId={apiId}
      missing={<MissingPage />}
      others={data.filter(({ id }) => id !== apiId)}
      scopePicture={scopes => <ScopePicture scopes={scopes} />}
      onDeleted={() => void navigate({ to: '/installation/apis' })}
    />
  )
}
