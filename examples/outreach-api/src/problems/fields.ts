import { z } from 'zod'

/** One line without control characters, which neither a list nor a mail header can be split with. */
export function singleLine(max: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'must be one line without control characters')
}

export const identifier = z.string().min(1).max(64)

/** Why something was done, kept with it. */
export const purpose = singleLine(500)
