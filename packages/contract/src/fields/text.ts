import { redactTokens } from '@keyturn/core'
import { z } from 'zod'

/** Line separators and bidirectional overrides can forge or hide what a person reads, as controls do. */
const deceptive = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u
const control = /\p{Cc}/u
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u
const lineBreaks = /[\t\r\n]/g

export const noToken = { error: 'looks like a key; rotate it if it is one, and never keep secrets in text' }
export const noControls = { error: 'must not contain control characters' }

export function holdsToken(text: string): boolean {
  return redactTokens(text) !== text
}

/** Whether there are control characters besides tabs and line breaks. */
export function holdsControls(text: string): boolean {
  return control.test(text.replaceAll(lineBreaks, ' '))
}

/** A label on one line: 1 to `max` characters, at least one of them visible. */
export function singleLine(max: number) {
  return z
    .string()
    .min(1)
    .max(max)
    .refine(text => visible.test(text), { error: 'needs at least one visible character' })
    .refine(text => !deceptive.test(text), {
      error: 'must not contain control characters, line breaks or text-direction overrides',
    })
    .refine(text => !holdsToken(text), noToken)
}

/** Free text of several lines: tabs and line breaks are fine, other control characters are not. */
export function paragraph(max: number) {
  return z
    .string()
    .max(max)
    .refine(text => !deceptive.test(text.replaceAll(lineBreaks, ' ')), {
      error: 'must not contain control characters or text-direction overrides',
    })
    .refine(text => !holdsToken(text), noToken)
}

/** Text to search for or to compare with: 1 to `max` characters, none of them a control character. */
export function searchText(max: number) {
  return z
    .string()
    .min(1)
    .max(max)
    .refine(text => !control.test(text), noControls)
}

/** A printable ASCII label without spaces, for identifiers that other systems own. */
export function externalIdentifier() {
  return z
    .string()
    .min(1)
    .max(128)
    .regex(/^[\x21-\x7e]+$/, { error: 'must be 1 to 128 printable ASCII characters without spaces' })
    .refine(text => !holdsToken(text), noToken)
}
