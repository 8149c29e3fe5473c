import { decodeClientDataJSON } from '@simplewebauthn/server/helpers'

/** The challenge that an answer names; null where it names none. */
export function challengeOf(clientDataJson: string): string | null {
  try {
    const { challenge } = decodeClientDataJSON(clientDataJson)
    return typeof challenge === 'string' ? challenge : null
  } catch {
    return null
  }
}

/** Whether another site held the page in a frame; ours are in none. What cannot be read is refused by whoever verifies. */
export function isFramed(clientDataJson: string): boolean {
  try {
    const { crossOrigin, topOrigin } = decodeClientDataJSON(clientDataJson)
    return crossOrigin === true || topOrigin !== undefined
  } catch {
    return false
  }
}
