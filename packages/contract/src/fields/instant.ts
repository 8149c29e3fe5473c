import { z } from 'zod'

/** RFC 3339 in UTC, as Keyturn writes and reads it. */
export const instant = z.iso
  .datetime({ error: 'must be an RFC 3339 instant in UTC, such as 2027-03-01T12:00:00Z' })
  .meta({ description: 'Instant, RFC 3339 in UTC.', examples: ['2027-03-01T12:00:00.000Z'] })

/** An instant, or a date that means the end of that day in the organization's timezone. */
export const expiry = z
  .union([z.iso.datetime(), z.iso.date()], {
    error: 'must be an instant such as 2027-03-01T12:00:00Z or a date such as 2027-03-01',
  })
  .meta({
    description: "Instant in UTC, or a date: the end of that day in the organization's timezone.",
    examples: ['2027-03-01', '2027-03-01T12:00:00Z'],
  })

/** IANA name, as the runtime knows it. */
export const timezone = z
  .string()
  .min(1)
  .max(64)
  .refine(isTimezone, { error: 'must be an IANA timezone, such as Europe/Berlin' })
  .meta({ description: 'IANA timezone.', examples: ['Europe/Berlin'] })

function isTimezone(text: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(text)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return true
  } catch {
    return false
  }
}
