/**
 * Where this server may be sent by what somebody else wrote down: public addresses, and networks that its operator
 * named. What is not known to be public is refused, so that nobody reads this machine, its neighbours or a cloud's
 * metadata through us.
 */
import { type Network, networkContains, parseAddress, parseNetwork } from '@keyturn/contract'

/** What is not routed to the public (IANA's special-purpose registry), and a cloud's own address among the public ones. */
const closedV4 = networksOf([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
])
const mapped = networksOf(['::ffff:0:0/96'])
const openV6 = networksOf(['2000::/3'])
/** Protocol assignments, documentation, and tunnels into IPv4. */
const closedV6 = networksOf(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'])

/** What an address is to us; `allow` has the operator's networks. A text that is no address is refused. */
export function judgeAddress(text: string, allow: readonly string[]): 'public' | 'allowed' | 'refused' {
  const address = parseAddress(text)
  if (address === null) return 'refused'
  const isIn = (networks: readonly Network[]) => networks.some(network => networkContains(network, address))
  if (isIn(networksOf(allow))) return 'allowed'
  const isPublic = isIn(mapped) ? !isIn(closedV4) : isIn(openV6) && !isIn(closedV6)
  return isPublic ? 'public' : 'refused'
}

function networksOf(texts: readonly string[]): Network[] {
  return texts.map(text => {
    const network = parseNetwork(text)
    if (network === null) throw new Error(`${text} is no network`)
    return network
  })
}
