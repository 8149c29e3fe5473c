import * as fc from 'fast-check'
import { Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { DurationHistogram } from './duration-histogram.ts'

const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const name = 'requests_seconds'
const help = 'Time.'

test('says the same as the histogram of prom-client', async () => {
  const observed = fc.record({
    method: fc.constantFrom('GET', 'POST'),
    route: fc.constantFrom('/v1/keys/verify', '/v1/keys/{id}', 'unmatched'),
    status: fc.constantFrom(200, 404, 503),
    seconds: fc.oneof(fc.constantFrom(...buckets, 0, 11), fc.double({ min: 0, max: 20, noNaN: true })),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(observed, { maxLength: 40 }), async all => {
      const registry = new Registry()
      const labelNames = ['method', 'route', 'status']
      const theirs = new Histogram({ name, help, labelNames, buckets, registers: [registry] })
      const ours = new DurationHistogram({ name, help })
      for (const each of all) {
        const { method, route, status, seconds } = each
        theirs.observe({ method, route, status }, seconds)
        ours.observe(each)
      }
      const lines = (text: string) =>
        text
          .split('\n')
          .filter(line => line !== '')
          .toSorted()
      expect(lines(ours.toText())).toEqual(lines(await registry.metrics()))
    }),
  )
})
