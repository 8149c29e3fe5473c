import { isLoopback } from '../config/is-loopback.ts'
import type { Settings } from '../config/settings.ts'
import { type Finding, ok, serious, warning } from './finding.ts'

/** Settings that a start accepts and that are still not what somebody means. */
export function inspectSettings(settings: Settings): Finding[] {
  return [
    inspectRootKey(settings),
    inspectLease(settings),
    inspectProxies(settings),
    inspectPublicUrl(settings),
  ]
}

function inspectRootKey({ rootKey }: Settings): Finding {
  const check = 'root-key'
  if (rootKey === null) return ok(check, 'No root key is left in the settings.')
  return warning(
    check,
    'KEYTURN_ROOT_KEY is still set: whoever sees the settings of this process may do everything.',
    'Create management keys with the scopes that are needed, take the setting away, and revoke the root key.',
  )
}

function inspectLease({ leaseSeconds }: Settings): Finding {
  const check = 'lease'
  const sentence = `The lease is ${leaseSeconds} s.`
  if (leaseSeconds > 10) {
    return warning(
      check,
      `${sentence} While a node is cut off, a revocation waits that long.`,
      'Set KEYTURN_LEASE_SECONDS to 1 unless the database is away for longer at times.',
    )
  }
  if (leaseSeconds < 0.5) {
    return warning(
      check,
      `${sentence} A busy machine may miss it, and refuse requests for a moment.`,
      'Set KEYTURN_LEASE_SECONDS to 1.',
    )
  }
  return ok(check, sentence)
}

function inspectProxies({ trustedProxies }: Settings): Finding {
  const check = 'trusted-proxies'
  const everybody = trustedProxies.find(network => /\/0$/.test(network))
  if (everybody !== undefined) {
    return serious(
      check,
      'Everybody is trusted to say which address a request comes from.',
      'Name the proxies alone in KEYTURN_TRUSTED_PROXIES: else every list of allowed addresses can be evaded.',
    )
  }
  const count = trustedProxies.length
  return ok(check, count === 0 ? 'No proxy is trusted.' : `${count} networks of proxies are trusted.`)
}

function inspectPublicUrl({ publicUrl, host }: Settings): Finding {
  const check = 'public-url'
  const isOpen = !isLoopback(host)
  if (publicUrl === null && isOpen) {
    return warning(
      check,
      'KEYTURN_PUBLIC_URL is not set, so help pages and the reference name this machine.',
      'Set it to the address that clients use.',
    )
  }
  if (publicUrl?.startsWith('http:') && isOpen) {
    return warning(
      check,
      'KEYTURN_PUBLIC_URL is http: keys cross the network unencrypted.',
      'Put TLS in front and set it to the https address.',
    )
  }
  return ok(
    check,
    publicUrl === null ? 'Only this machine can reach the server.' : `Clients use ${publicUrl}.`,
  )
}
