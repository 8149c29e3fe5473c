import type { Handover } from '@keyturn/engine'

type SmtpError = Error & { code?: string; responseCode?: number; command?: string; response?: string }

/** Commands whose refusal is about the message; those of the sender or the login are about our settings. */
const aboutMessage = new Set(['RCPT TO', 'DATA'])

/**
 * Sorts what went wrong. The reason holds codes only: servers repeat addresses in their texts, and may repeat anything.
 */
export function describeFailure(error: unknown): Handover {
  if (!(error instanceof Error)) return { outcome: 'delayed', reason: 'unknown', isServerAway: true }
  const { code = error.name, responseCode, command = '', response = '' }: SmtpError = error
  const verb = /^[A-Z ]{3,12}$/.test(command) ? `at ${command}` : ''
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1]
  const reason = [code, responseCode, enhanced, verb].filter(Boolean).join(' ')
  const isAnswer = aboutMessage.has(command) && responseCode !== undefined
  if (isAnswer && isPermanent(responseCode)) return { outcome: 'refused', reason }
  return { outcome: 'delayed', reason, isServerAway: !isAnswer }
}

/** RFC 5321 section 4.2.1; 503 speaks of the connection, and 530 and 535 of the login. */
function isPermanent(reply: number): boolean {
  return reply >= 500 && reply < 600 && ![503, 530, 535].includes(reply)
}
