import type { AttemptLimit } from '../users/attempts.ts'

const hour = 3_600

/**
 * How often invitations are made: each is a letter in the name of this installation, to whatever address. By one
 * organization as often as it takes to bring in everybody, to one address few times, whoever invites it.
 */
export function invitationLimits({
  organizationId,
  email,
}: {
  organizationId: string
  email: string
}): AttemptLimit[] {
  return [
    { subject: ['invitations of', organizationId], max: 100, windowSeconds: hour },
    { subject: ['invitations to', email], max: 10, windowSeconds: hour },
  ]
}
