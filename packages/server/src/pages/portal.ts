import { type Engine, findPortalOrigins, stranger } from '@keyturn/engine'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ClientAddress } from '../http/client-address.ts'
import { requestInfo } from '../http/request-info.ts'
import { sendPage } from './dashboard.ts'
import type { PageFiles } from './page-files.ts'

type PortalRequest = FastifyRequest<{ Params: { apiId: string } }>

/** The link that opens a portal once. The token is behind the `#`: browsers send it to nobody, and no log has it. */
export function portalLink(url: string, { apiId, token }: { apiId: string; token: string }): string {
  return `${url}/portal/${apiId}#token=${token}`
}

/**
 * Serves the page of portals. Which API it is of stands in its address, so that browsers know before anything of it runs
 * whose pages may frame it: those that the API names. The page of an API that is not there is framed by nobody.
 */
export function registerPortal(
  app: FastifyInstance,
  { engine, clientAddress, files }: { engine: Engine; clientAddress: ClientAddress; files: PageFiles | null },
): void {
  const answer = async (request: PortalRequest, reply: FastifyReply) => {
    const ctx = engine.context(stranger, requestInfo(request, clientAddress))
    return sendPage(reply, files, { ancestors: await findPortalOrigins(ctx, request.params.apiId) })
  }
  app.get('/portal/:apiId', answer)
  app.get('/portal/:apiId/*', answer)
}
