export {
  clientAddress,
  generateToken,
  hasCredentialInQuery,
  isDottedQuad,
  type ManagementScope,
  managementScopes,
  type Network,
  networkContains,
  parseAddress,
  parseNetwork,
  parseToken,
  quotedString,
  rateLimitHeaders,
  redactTokens,
  retryAfterSeconds,
  verdictDetail,
} from '@keyturn/core'
export { toCsv, toCsvRecord } from './formats/csv.ts'
export { deviceName } from './formats/device-name.ts'
export { permissionNames } from './formats/permission-names.ts'
export { personName } from './identity/person.ts'
export { email } from './members/member.ts'
export { openApiDocument } from './openapi/document.ts'
export { type Method, type Operation, takesIdempotencyKey } from './operations/operation.ts'
export { type OperationId, operations } from './operations/operations.ts'
export type { FieldError, Problem } from './problems/problem.ts'
export {
  isProblemCode,
  type ProblemCode,
  problemCodes,
  problemDefinitions,
} from './problems/problem-codes.ts'
export { forwardAuthQuery, readRequiredScopes } from './verification/forward-auth.ts'
