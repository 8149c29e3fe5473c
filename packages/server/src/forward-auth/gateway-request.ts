import type { VerifyInput } from '@keyturn/engine'
import type { QuestionHeaders } from './question-headers.ts'

/** A gateway's question as it came, whichever lane has read it. */
export type GatewayRequest = {
  /** Address with its query. */
  target: string
  headers: QuestionHeaders
  /** Address of the socket's other end. */
  peer: string | undefined
}

/** What is to be decided. Throws `HttpProblem`. */
export type ReadQuestion = (request: GatewayRequest) => VerifyInput
