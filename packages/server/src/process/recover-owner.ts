import { type RecoveredOwner, recoverOwnerOffline } from '@keyturn/engine'
import { ownUrl } from '../config/own-url.ts'
import { type ServeOptions, settingsFromProcess } from '../config/settings-from-process.ts'
import { newOneTimeToken } from '../identity/one-time-token.ts'
import { signInLink } from '../identity/setup/sign-in-links.ts'

/** Lets an owner in by a link, on the installation that the settings name. Throws `SettingsError`, `EngineError`. */
export async function recoverOwner(
  input: { email?: string | undefined },
  options: ServeOptions = {},
): Promise<RecoveredOwner & { link: string }> {
  const settings = settingsFromProcess(options)
  const { token, digest } = newOneTimeToken()
  const owner = await recoverOwnerOffline(settings, { ...input, digest })
  return { ...owner, link: signInLink(ownUrl(settings) || 'http://localhost', token) }
}
