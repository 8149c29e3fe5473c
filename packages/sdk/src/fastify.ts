export { GuardedRequest } from './middlewares/guarded-request.ts'
export { keyturnFastify, type RouteGuard } from './middlewares/keyturn-fastify.ts'
