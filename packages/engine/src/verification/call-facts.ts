import type { Principal } from '../access/principal.ts'
import type { ChangeFeed } from '../changes/change-feed.ts'
import type { CallFacts } from '../usage/usage-event.ts'
import type { KeptRequest } from './verification-event.ts'

type Node = { feed: Pick<ChangeFeed, 'position'>; nodeId: string }

type Call = {
  caller: Principal | null
  kept: KeptRequest
  cost: number
  /** Milliseconds UTC. */
  at: number
}

/** A call as the usage log has it: what was asked, by whom, and at which position of the feed it is decided. */
export function toCallFacts({ feed, nodeId }: Node, { caller, kept, cost, at }: Call): CallFacts {
  return {
    at,
    cost,
    count: 1,
    method: kept.method,
    path: kept.path,
    ip: kept.ip,
    country: null,
    userAgent: kept.userAgent,
    origin: kept.origin,
    callerKeyId: caller?.type === 'key' ? caller.keyId : null,
    asOf: feed.position,
    nodeId,
  }
}

type AskedBy = { caller: Principal | null; moment: { wallMs: number } }

/** The facts of calls: what is asked alike by one batch is one object. */
export class Calls {
  readonly #node: Node
  #by: AskedBy | null = null
  #kept: KeptRequest | null = null
  #facts: CallFacts | null = null

  constructor(node: Node) {
    this.#node = node
  }

  of({ kept, cost }: { kept: KeptRequest; cost: number }, by: AskedBy): CallFacts {
    const last = this.#facts
    const isLast = last !== null && by === this.#by && kept === this.#kept && cost === last.cost
    if (isLast && last.asOf === this.#node.feed.position) return last
    const facts = toCallFacts(this.#node, { caller: by.caller, kept, cost, at: by.moment.wallMs })
    this.#by = by
    this.#kept = kept
    this.#facts = facts
    return facts
  }
}
