import { expect, test } from 'vitest'
import { turnFor } from './large-bodies.ts'

const large = new Uint8Array(65_536)

test('between two large bodies the event loop takes a turn', async () => {
  const order: string[] = []
  const bodies = ['one', 'two', 'three'].map(name => turnFor(large).then(() => order.push(name)))
  const turns = async () => {
    for (let turn = 1; turn <= 4; turn++) {
      await new Promise(resolve => setImmediate(resolve))
      order.push(`turn ${turn}`)
    }
  }
  await Promise.all([turns(), ...bodies])
  const at = (name: string) => order.indexOf(name)
  expect(order.slice(at('one') + 1, at('two')).some(each => each.startsWith('turn'))).toBe(true)
  expect(order.slice(at('two') + 1, at('three')).some(each => each.startsWith('turn'))).toBe(true)
})

test('a small body waits for none of them', async () => {
  const order: string[] = []
  const bodies = [large, large, new Uint8Array(1_000)].map((body, index) =>
    turnFor(body).then(() => order.push(index === 2 ? 'small' : 'large')),
  )
  await Promise.all(bodies)
  expect(order).toEqual(['small', 'large', 'large'])
})
