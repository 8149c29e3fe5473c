export type {
  CallOptions,
  ClientErrorCode,
  FieldError,
  Issued,
  KeyedCallOptions,
  OutcomeReport,
  PageList,
  ProblemCode,
  RetryOptions,
} from '@keyturn/contract/client'
export { KeyturnError, SecretLostError } from '@keyturn/contract/client'
export type * from '@keyturn/contract/types'
export { type KeysClient, Keyturn, type KeyturnOptions } from './clients/keyturn.ts'
export type {
  CostOption,
  EnvironmentOption,
  GuardOptions,
  RequiredScopes,
  Verifier,
} from './guards/guard-options.ts'
export { requireOrganization } from './guards/require-organization.ts'
export { requireScopes } from './guards/require-scopes.ts'
export { type FastifyRequestFacts, keyturnFastify } from './middlewares/fastify-plugin.ts'
export type { GuardControls } from './middlewares/guard-controls.ts'
export { GuardedRequest } from './middlewares/guarded-request.ts'
export { type ExpressGuard, type ExpressMiddleware, keyturnExpress } from './middlewares/keyturn-express.ts'
export {
  type HonoContext,
  type HonoGuard,
  type HonoMiddleware,
  type KeyturnEnv,
  keyturnHono,
} from './middlewares/keyturn-hono.ts'
export { keyturnNext, type NextGuard, type NextHandler } from './middlewares/keyturn-next.ts'
export { type GuardedHandler, keyturnNode, type NodeGuard } from './middlewares/keyturn-node.ts'
export { KeyturnRefusal, type Refusal } from './refusals/refusal.ts'
export type {
  AdmittedVerdict,
  DeniedVerdict,
  RateLimitState,
  ValidVerdict,
  Verdict,
  VerifiedKey,
} from './verdicts/verdict.ts'
