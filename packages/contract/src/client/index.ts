export { deviceName } from '../formats/device-name.ts'
export { permissionNames } from '../formats/permission-names.ts'
export { createClient, createSessionClient, type KeyturnClient } from './create-client.ts'
export {
  type Exchange,
  ExchangeTimeout,
  fetchExchange,
  type IncomingAnswer,
  type OutgoingRequest,
} from './exchange.ts'
export { KeyturnCalls } from './generated/calls.ts'
export type * from './generated/types.ts'
export { memberPermissions, portalPermissions, verdictCodes } from './generated/words.ts'
export { type ClientErrorCode, type FieldError, KeyturnError, type ProblemCode } from './keyturn-error.ts'
export type { OutcomeReport } from './outcome-report.ts'
export type { PageList } from './page-list.ts'
export type { RetryOptions } from './retries.ts'
export { type Issued, SecretLostError } from './secret-lost-error.ts'
export { type CallOptions, type ClientOptions, createTransport, type KeyedCallOptions } from './transport.ts'
