/** Where the engine says what an operator should know; pino fits. */
export type EngineLog = {
  debug(details: object, message: string): void
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
}
