import { keyturnNext } from '@keyturn/sdk'
import { options } from '#options'

export const runtime = 'edge'

const guard = keyturnNext(options)

export const GET = guard(
  async (_, { params }, { key }) => {
    const { id } = await params
    return Response.json({ organization: key.organizationId, id, runtime: process.env.NEXT_RUNTIME })
  },
  { scopes: ['forecasts:read'] },
)
