import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { apisQuery } from '../../../features/apis/api-queries.ts'
import { NewApiPage } from '../../../features/apis/new-api-page.tsx'
import { ScopePicture } from './scope-picture.tsx'

export function NewApiRoute() {
  const navigate = useNavigate()
  const { data: others = [] } = useQuery(apisQuery)
  return (
    <NewApiPage
      others={others}
      scopePicture={scopes => <ScopePicture scopes={scopes} />}
      onCreated={({ id }) => void navigate({ to: '/installation/apis/$apiId', params: { apiId: id } })}
    />
  )
}
