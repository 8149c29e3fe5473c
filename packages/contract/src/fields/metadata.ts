import { z } from 'zod'
import { holdsControls, holdsToken, noControls, noToken } from './text.ts'

const maxBytes = 4096
const maxNameLength = 128

/** Anything the vendor wants to keep with a key: at most 4 KiB as JSON. */
export const metadata = z
  .record(z.string(), z.unknown())
  .refine(value => new TextEncoder().encode(JSON.stringify(value)).length <= maxBytes, {
    error: 'must not be larger than 4096 bytes as JSON',
  })
  .refine(value => Object.keys(value).every(name => name.length <= maxNameLength), {
    error: `must have no name longer than ${maxNameLength} characters`,
  })
  .refine(value => !someText(value, holdsControls), noControls)
  .refine(value => !someText(value, holdsToken), noToken)
  .meta({ description: 'Free JSON object, at most 4 KiB.', examples: [{ plan: 'pro' }] })

/** Whether any name or string, however deep, is as asked; the depth of a body is bounded before. */
function someText(value: unknown, matches: (text: string) => boolean): boolean {
  if (typeof value === 'string') return matches(value)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, member]) => matches(name) || someText(member, matches))
}
