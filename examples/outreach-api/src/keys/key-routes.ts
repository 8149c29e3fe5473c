import type { FastifyInstance } from 'fastify'
import { guarded } from '../prices/guarded.ts'

/** `/v1/me`: what the presented key is and may do. Any valid key may ask. */
export function registerKeyRoutes(server: FastifyInstance): void {
  server.get('/v1/me', guarded([]), request => {
    const { id, name, organizationId, environment, scopes, expiresAt } = request.keyturn.key
    return { keyId: id, keyName: name, organizationId, environment, scopes, expiresAt }
  })
}
