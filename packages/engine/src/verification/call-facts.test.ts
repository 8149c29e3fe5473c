import fc from 'fast-check'
import { expect, test } from 'vitest'
import { systemPrincipal } from '../access/principal.ts'
import { Calls, toCallFacts } from './call-facts.ts'
import { toKeptRequest } from './verification-event.ts'

const bys = [1, 2].map(wallMs => ({ caller: systemPrincipal('Test'), moment: { wallMs } }))
const requests = ['/one', '/two'].map(path => toKeptRequest({ path }))
const asking = fc.record({
  by: fc.constantFrom(...bys),
  kept: fc.constantFrom(...requests),
  cost: fc.constantFrom(1, 2),
  position: fc.constantFrom('7', '8'),
})

test('what is asked alike by one batch is one object, and everything else what it is', () => {
  fc.assert(
    fc.property(fc.array(asking, { maxLength: 20 }), all => {
      const node = { feed: { position: '' }, nodeId: 'node_1' }
      const calls = new Calls(node)
      for (const { by, kept, cost, position } of all) {
        node.feed.position = position
        const facts = calls.of({ kept, cost }, by)
        const { caller, moment } = by
        expect(facts).toEqual(toCallFacts(node, { caller, kept, cost, at: moment.wallMs }))
        expect(calls.of({ kept, cost }, by)).toBe(facts)
      }
    }),
  )
})
