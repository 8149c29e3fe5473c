import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { judgeAddress } from './outbound-address.ts'

/** Where a call goes: the addresses that were checked, and no others. */
export type Destination = { url: URL; addresses: { address: string; family: number }[] }

/** A call that is not made, or that came to nothing. `message` says nothing of what is where. */
export class OutboundRefusal extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'OutboundRefusal'
  }
}

export type Resolve = (host: string) => Promise<{ address: string; family: number }[]>

/** Of public addresses; in networks that the operator allows it may be any. */
const publicPorts = ['', '443', '8443']

const resolveByDns: Resolve = host => lookup(host, { all: true })

/**
 * Looks an address up and refuses it if any of what it stands for is out of bounds: everything must be public and
 * reached over https, or lie in a network that the operator allows.
 *
 * @throws OutboundRefusal
 */
export async function findDestination(
  url: URL,
  { allow, resolve = resolveByDns }: { allow: readonly string[]; resolve?: Resolve },
): Promise<Destination> {
  if (!/^https?:$/.test(url.protocol)) throw new OutboundRefusal('Only https addresses can be reached.')
  if (url.username + url.password !== '') throw new OutboundRefusal('An address must hold no credentials.')
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const family = isIP(host)
  const addresses =
    family === 0
      ? await resolve(host).catch((error: unknown) => {
          throw new OutboundRefusal('It could not be reached.', error)
        })
      : [{ address: host, family }]
  const judged = addresses.map(({ address }) => judgeAddress(address, allow))
  if (judged.length === 0 || judged.includes('refused')) {
    throw new OutboundRefusal('It does not lead to a public address.')
  }
  if (judged.includes('public')) assertPublicForm(url)
  return { url, addresses }
}

function assertPublicForm({ protocol, port }: URL): void {
  if (protocol !== 'https:') throw new OutboundRefusal('Public addresses are reached over https only.')
  if (!publicPorts.includes(port))
    throw new OutboundRefusal('Public addresses are reached at port 443 or 8443 only.')
}
