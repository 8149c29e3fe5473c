import type { Settings } from './settings.ts'

/**
 * Where clients reach this installation. Empty, for relative addresses, where the port is only known once it is taken.
 */
export function ownUrl({ publicUrl, host, port }: Pick<Settings, 'publicUrl' | 'host' | 'port'>): string {
  if (publicUrl !== null) return publicUrl
  if (port === 0) return ''
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}
