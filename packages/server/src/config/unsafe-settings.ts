import type { SettingProblem } from './setting.ts'
import type { Settings } from './settings.ts'

const loopback = /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/

/** Settings that are fine one by one and dangerous together. */
export function unsafeSettings({ host, rootKey }: Settings): SettingProblem[] {
  if (rootKey === null || loopback.test(host) || !isGuessable(rootKey)) return []
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
