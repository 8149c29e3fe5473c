import { expect, test } from 'vitest'
import { whyNotTraced } from '../harness/strace.ts'
import { nothingLost } from './nothing-lost.ts'
import { runPowerLoss } from './power-loss.ts'

const why = whyNotTraced()
if (why !== null) console.log(`Not run, because ${why}: power cuts.`)

test.skipIf(why !== null)(
  'power cuts at level power-loss lose nothing that was answered',
  {
    timeout: 120_000,
  },
  async () => {
    const { cuts, refused, recorded } = await runPowerLoss({ cuts: 3, loadMs: 3_000 })
    expect(refused).toEqual([])
    expect(recorded.syncs).toBeGreaterThan(20)
    for (const cut of cuts) expect(cut).toMatchObject({ ...nothingLost, broken: [] })
  },
)
