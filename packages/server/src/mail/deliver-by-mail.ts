import type { DeliverNotice } from '@keyturn/engine'
import type { Mailer } from './mailer.ts'
import { renderHtml } from './render-html.ts'
import { renderText } from './render-text.ts'
import { writeLetter } from './write-letter.ts'

/** Sends notices as letters, in both forms. */
export function deliverByMail(mailer: Mailer, baseUrl: string): DeliverNotice {
  return ({ id, to, notice }) => {
    const letter = writeLetter(notice, baseUrl)
    const { brand } = mailer
    const { subject } = letter
    return mailer.send({ id, to, subject, text: renderText(letter, brand), html: renderHtml(letter, brand) })
  }
}
