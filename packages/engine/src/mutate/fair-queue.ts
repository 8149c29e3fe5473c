import { callerIdOf } from '../access/principal.ts'
import type { Context } from './context.ts'

/** What waits for its turn, in a line for each caller. Turns go from line to line: none waits for all that another has sent. */
export class FairQueue<T> {
  readonly #lines = new Map<string, T[]>()
  #length = 0

  get length(): number {
    return this.#length
  }

  add(caller: string, item: T): void {
    const line = this.#lines.get(caller)
    if (line) line.push(item)
    else this.#lines.set(caller, [item])
    this.#length += 1
  }

  /** At most so many, those of one caller in the order in which they came. */
  take(most: number): T[] {
    const taken: T[] = []
    while (taken.length < most) {
      const [next] = this.#lines
      if (!next) break
      const [caller, line] = next
      taken.push(...line.splice(0, 1))
      // Its next turn comes after everybody else's.
      this.#lines.delete(caller)
      if (line.length > 0) this.#lines.set(caller, line)
    }
    this.#length -= taken.length
    return taken
  }
}

/** Whose line a call stands in: the organization that its credential is confined to, or else the credential. */
export function callerOf({ principal, reach }: Pick<Context, 'principal' | 'reach'>): string {
  return principal.type === 'user' ? principal.userId : (reach.organizationId ?? callerIdOf(principal))
}
