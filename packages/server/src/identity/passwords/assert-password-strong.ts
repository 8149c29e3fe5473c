import { HttpProblem } from '../../http/http-problem.ts'
import { isCommonPassword } from './common-passwords.ts'

/** NIST SP 800-63B, section 3.1.1.2: length counts, and kinds of characters do not. */
const charactersMin = 12

/** What is known of whoever chooses it: nobody else has to guess that. */
export type Chooser = { email: string; name?: string | null | undefined }

/** Refuses a password that others would try first. Throws `invalid_input` that says what is wrong with it. */
export function assertPasswordStrong(password: string, chooser: Chooser, pointer = '/password'): void {
  const fault = faultOf(password.normalize('NFKC'), chooser)
  if (fault === null) return
  throw new HttpProblem('invalid_input', fault, { errors: [{ pointer, message: fault }] })
}

function faultOf(password: string, chooser: Chooser): string | null {
  if ([...password].length < charactersMin) {
    return `The password is too short: take at least ${charactersMin} characters, such as four words.`
  }
  if (new Set(password.toLowerCase()).size < 5) {
    return 'The password repeats a few characters, which is tried first. Take four words, for example.'
  }
  if (isCommonPassword(password)) {
    return 'This password is on lists that attackers try first. Take another one, such as four words of your own.'
  }
  if (wordsOf(chooser).some(word => isMostly(password.toLowerCase(), word))) {
    return 'The password is made of your name or address. Take another one, such as four words of your own.'
  }
  return null
}

function wordsOf({ email, name }: Chooser): string[] {
  const parts = `${email} ${name ?? ''} keyturn`.toLowerCase().split(/[^\p{L}\p{N}]+/u)
  return [email.toLowerCase(), email.split('@')[0]?.toLowerCase() ?? '', ...parts].filter(
    word => word.length >= 4,
  )
}

/** What is left of it is too little to guess. */
function isMostly(password: string, word: string): boolean {
  return password.replaceAll(word, '').length < 6 && password.includes(word)
}
