import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { defaultKekFile } from '@keyturn/engine'
import { isLoopback } from './is-loopback.ts'
import type { SettingProblem } from './setting.ts'
import type { Settings } from './settings.ts'

/** Settings that are fine one by one and dangerous together. */
export function unsafeSettings(settings: Settings): SettingProblem[] {
  return [
    ...unsafeRootKey(settings),
    ...unsafeKekFile(settings),
    ...incompleteMail(settings),
    ...unusedVerificationHost(settings),
  ]
}

function unusedVerificationHost({ verificationHost, verificationPort }: Settings): SettingProblem[] {
  if (verificationHost === null || verificationPort !== null) return []
  return [
    {
      name: 'KEYTURN_VERIFICATION_PORT',
      reason: 'is needed with KEYTURN_VERIFICATION_HOST: nothing listens there.',
    },
  ]
}

/** Links in mail are made from the address that is set, never from one that a request names. */
function incompleteMail({ smtpServer, mailFrom, publicUrl, host, port }: Settings): SettingProblem[] {
  if (smtpServer === null) return []
  const problems: SettingProblem[] = []
  if (mailFrom === null) {
    problems.push({
      name: 'KEYTURN_MAIL_FROM',
      reason: 'is needed with KEYTURN_SMTP_URL: whom mail comes from.',
    })
  }
  if (publicUrl === null && (port === 0 || !isLoopback(host))) {
    problems.push({
      name: 'KEYTURN_PUBLIC_URL',
      reason: 'is needed with KEYTURN_SMTP_URL: links in mail begin with it.',
    })
  }
  return problems
}

/** Whoever has the data and the key has the tokens: the two lie apart, and the key is its owner's alone. */
function unsafeKekFile({ dataDirectory, kekFile }: Settings): SettingProblem[] {
  const name = 'KEYTURN_KEK_FILE'
  const path = kekFile ?? defaultKekFile(dataDirectory)
  const within = relative(realOf(dataDirectory), realOf(path))
  if (within !== '..' && !within.startsWith(`..${sep}`)) {
    return [
      { name, reason: 'lies in the data directory, and would be in its backups: choose another place.' },
    ]
  }
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0
  if ((mode & 0o077) === 0) return []
  return [{ name, reason: 'names a file that others may read: run chmod 600 on it.' }]
}

/** Where a path leads, through links, as far as there is something. */
function realOf(path: string): string {
  const whole = resolve(path)
  try {
    return realpathSync(whole)
  } catch {
    return dirname(whole) === whole ? whole : join(realOf(dirname(whole)), basename(whole))
  }
}

function unsafeRootKey({ host, verificationHost, rootKey }: Settings): SettingProblem[] {
  const isReached = !isLoopback(host) || !isLoopback(verificationHost ?? host)
  if (rootKey === null || !isReached || !isGuessable(rootKey)) return []
  return [
    {
      name: 'KEYTURN_ROOT_KEY',
      reason: 'is an example that anybody can guess; it is accepted only on a loopback KEYTURN_HOST.',
    },
  ]
}

/** Examples repeat one character or count up; of 26 random ones out of 62, some 21 differ and they are in no order. */
function isGuessable(token: string): boolean {
  const random = token.slice('kt_live_'.length, -6)
  const isCounting = [...random].every(
    (character, index) => index === 0 || character >= (random[index - 1] ?? ''),
  )
  return isCounting || new Set(random).size < 8
}
