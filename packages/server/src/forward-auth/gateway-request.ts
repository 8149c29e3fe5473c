import type { VerifyInput } from '@keyturn/engine'

/** A gateway's question as it came, whichever lane has read it. */
export type GatewayRequest = {
  /** Address with its query. */
  target: string
  /** Name, value, name, value … as they were sent. */
  rawHeaders: readonly string[]
  /** Address of the socket's other end. */
  peer: string | undefined
}

/** What is to be decided. Throws `HttpProblem`. */
export type ReadQuestion = (request: GatewayRequest) => VerifyInput
