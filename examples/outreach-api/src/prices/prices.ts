/** Credits for each kind of call, live; in the sandbox everything costs 0. */
export const prices = { call: 1, email: 2, qualification: 2, research: 5, run: 10 } as const

/** What a caller pays for one thing of this price. */
export function priceFor(caller: { isSandbox: boolean }, price: number): number {
  return caller.isSandbox ? 0 : price
}
