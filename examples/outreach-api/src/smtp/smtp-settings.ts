import { z } from 'zod'
import { type Origin, type OriginView, toOriginView } from '../callers/origin.ts'
import { singleLine } from '../problems/fields.ts'

/** `tls` from the first byte (port 465), `starttls` before anything else is said (587), `none` on trusted networks only. */
export const securities = ['tls', 'starttls', 'none'] as const

const host = z
  .string()
  .max(253)
  .regex(/^[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?$/, 'must be a host name or an IPv4 address')

/** Replaced as a whole: were the password kept when the host changes, a stranger's host would be given it. */
export const newSmtpSettings = z
  .strictObject({
    host,
    port: z.int().min(1).max(65_535),
    security: z.enum(securities),
    username: singleLine(200).nullable().default(null),
    password: z.string().min(1).max(500).nullable().default(null),
    sender: z.email().max(254),
  })
  .refine(({ username, password }) => (username === null) === (password === null), {
    path: ['password'],
    error: 'must be given together with username',
  })

export const testMessage = z.strictObject({ to: z.email().max(254) })

export type SmtpSettingsRow = Origin & {
  host: string
  port: number
  security: (typeof securities)[number]
  username: string | null
  sealed_password: Buffer | null
  sender: string
}

/** There is no password in it, and no way to read it again. */
export type SmtpSettingsView = OriginView & {
  host: string
  port: number
  security: (typeof securities)[number]
  username: string | null
  hasPassword: boolean
  sender: string
}

export function toSmtpSettingsView(row: SmtpSettingsRow): SmtpSettingsView {
  return {
    host: row.host,
    port: row.port,
    security: row.security,
    username: row.username,
    hasPassword: row.sealed_password !== null,
    sender: row.sender,
    ...toOriginView(row),
  }
}
