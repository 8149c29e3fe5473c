/** Why nobody was vouched for. */
export type ProviderFailureReason =
  /** It, or something that it points at, did not answer as a provider does. */
  | 'unreachable'
  /** It says that it is another one. */
  | 'wrong_issuer'
  | 'unusable'
  /** It, or the person, did not agree. */
  | 'declined'
  /** Its answer does not belong to what this browser asked. */
  | 'wrong_answer'

/** What came back of an identity provider is of no use; the cause is for the log. */
export class ProviderFailure extends Error {
  readonly reason: ProviderFailureReason

  constructor(reason: ProviderFailureReason, cause?: unknown) {
    super(`identity provider: ${reason}`, { cause })
    this.name = 'ProviderFailure'
    this.reason = reason
  }
}
