/** A request as every framework can state it. */
export type RequestFacts<Request> = {
  request: Request
  method: string
  /** As received: path and query. */
  target: string
  /** Name, value, name, value …, repeated headers as often as they came. */
  rawHeaders: readonly string[]
  /** Address of the connection's other end. */
  peer: string | undefined
}
