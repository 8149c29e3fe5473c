import type { IdWords } from '../ids/id-words.ts'

/** This node among `nodes` live ones, as number `rank` (from 0) in an order on which all of them agree. */
export type Share = { nodes: number; rank: number }

/** A larger share waits until what others took under the old ones has left the window, but not longer than this. */
const holdMsMax = 60_000

/**
 * The part of a limit that one of several nodes enforces without asking the others: limit ÷ nodes rounded down, and
 * the remainder one by one to different nodes for different owners. The parts add up to the limit exactly, so that it
 * is never exceeded while the set of nodes stays; of a limit smaller than the number of nodes, some nodes grant
 * nothing. When nodes leave, the larger parts hold one window later (at most a minute); when nodes join, what was
 * taken just before counts with the others only, for one window.
 */
export class LimitShare {
  #share: Share = { nodes: 1, rank: 0 }
  #past: { share: Share; until: number }[] = []

  set(share: Share, now: number): void {
    if (share.nodes === this.#share.nodes && share.rank === this.#share.rank) return
    this.#past = this.#past.filter(each => each.until > now - holdMsMax)
    this.#past.push({ share: this.#share, until: now })
    this.#share = share
  }

  of(limit: number, window: { owner: IdWords; windowSeconds: number; now: number }): number {
    if (this.#share.nodes <= 1 && this.#past.length === 0) return limit
    const turn = turnOf(window.owner)
    const since = window.now - Math.min(window.windowSeconds * 1000, holdMsMax)
    let least = part(limit, this.#share, turn)
    for (const { share, until } of this.#past) {
      if (until > since) least = Math.min(least, part(limit, share, turn))
    }
    return least
  }
}

function part(limit: number, { nodes, rank }: Share, turn: number): number {
  if (nodes <= 1) return limit
  const extra = (rank + turn) % nodes < limit % nodes ? 1 : 0
  return Math.floor(limit / nodes) + extra
}

/** The last bits of an id are random. */
function turnOf(owner: IdWords): number {
  return (owner[3] ?? 0) >>> 0
}
