import {
  clientAddress,
  isDottedQuad,
  type Network,
  networkContains,
  parseAddress,
  parseNetwork,
} from '@keyturn/contract'
import { ownText } from './own-text.ts'

/** Tells the caller's address from the socket's and, if that peer is trusted, from X-Forwarded-For. */
export type ClientAddress = (
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
) => string | null

/**
 * By the addresses and networks whose X-Forwarded-For is believed. The rule is the SDK's; see `clientAddress`.
 * `onUnbelieved` hears of each one from a peer that is not among them: many are a proxy that was forgotten.
 */
export function clientAddressFrom(
  trusted: readonly string[],
  onUnbelieved: () => void = () => {},
): ClientAddress {
  const trustedProxies = networksOf(trusted)
  const isTrusted = isTrustedPeerFrom(trusted)
  const ownAddress = rememberingLast(peer => clientAddress({ peer, forwardedFor: [], trustedProxies }))
  return (peer, forwardedFor) => {
    const own = ownAddress(peer)
    if (forwardedFor === undefined) return own
    // What nearly every proxy says: one address, which stands there as it is written everywhere. The engine may keep it.
    if (isTrusted(peer) && isDottedQuad(forwardedFor)) return ownText(forwardedFor)
    const client = clientAddress({ peer, forwardedFor: [forwardedFor], trustedProxies })
    // A caller on the proxy's own machine has its address, and is believed.
    if (client === own && !isTrusted(peer)) onUnbelieved()
    return client
  }
}

/** Whether a socket's other end is one of these addresses and networks. */
export function isTrustedPeerFrom(trusted: readonly string[]): (peer: string | undefined) => boolean {
  const networks = networksOf(trusted)
  return rememberingLast(peer => {
    const address = parseAddress(peer?.split('%', 1)[0] ?? '')
    return address !== null && networks.some(network => networkContains(network, address))
  })
}

/** Proxies are few, and each asks again and again. */
function rememberingLast<Answer>(
  answerFor: (peer: string | undefined) => Answer,
): (peer: string | undefined) => Answer {
  let last: { peer: string | undefined; answer: Answer } | null = null
  return peer => {
    if (last === null || last.peer !== peer) last = { peer, answer: answerFor(peer) }
    return last.answer
  }
}

function networksOf(trusted: readonly string[]): Network[] {
  return trusted.map(text => {
    const network = parseNetwork(text)
    if (network === null) throw new TypeError(`${JSON.stringify(text)} is neither an address nor a network.`)
    return network
  })
}
