import { homedir } from 'node:os'
import { join } from 'node:path'

/** What commands learn from their surroundings. */
export type Environment = {
  url: string | null
  key: string | null
  keyFile: string | null
  /** Where the profiles are kept. */
  profileFile: string
  /** Variables of the server that are set here. */
  serverVariables: string[]
  /** Whether colours are unwanted: https://no-color.org, or a terminal without any. */
  plain: boolean
}

const clientVariables = new Set(['KEYTURN_URL', 'KEYTURN_KEY', 'KEYTURN_KEY_FILE', 'KEYTURN_API_ID'])

export function readEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  const configured = env['XDG_CONFIG_HOME']
  // The specification says that a relative path is to be ignored.
  const home = configured?.startsWith('/') ? configured : join(env['HOME'] ?? homedir(), '.config')
  return {
    url: env['KEYTURN_URL'] ?? null,
    key: env['KEYTURN_KEY'] ?? null,
    keyFile: env['KEYTURN_KEY_FILE'] ?? null,
    profileFile: join(home, 'keyturn', 'profiles.json'),
    serverVariables: Object.keys(env).filter(
      name => name.startsWith('KEYTURN_') && !clientVariables.has(name),
    ),
    plain: (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb',
  }
}
