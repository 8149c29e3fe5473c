/** The shipper's thread: nothing of shipping runs where verdicts are decided. */
import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../clock/clock.ts'
import { SteadyTime } from '../clock/steady-time.ts'
import type { DamagedRow } from '../storage/usage-sink.ts'
import { JournalProgress } from './journal-progress.ts'
import { findDamage, openUsageSink } from './open-usage-sink.ts'
import type { ShipperData, ShipperReport, ShipperRequest } from './shipper-messages.ts'
import { ShippingLoop } from './shipping-loop.ts'

if (parentPort === null) throw new Error('this file is the entry of a worker thread')
const port = parentPort
const data = workerData as ShipperData

// By a clock that leaps ahead everything that still has to be shipped would be past retention.
const steady = new SteadyTime(systemClock)
const clock = { now: () => steady.now(), monotonic: systemClock.monotonic }
const report = (message: ShipperReport) => port.postMessage(message)
const onDamaged = (row: DamagedRow) => report({ kind: 'damaged', row })
const loop = new ShippingLoop({
  directory: data.directory,
  journalId: data.journalId,
  progress: new JournalProgress(data.progress),
  openSink: () => openUsageSink(data.target, clock, { ...data, onDamaged }),
  findDamage: error => findDamage(data.target, error),
  report,
  monotonic: systemClock.monotonic,
  now: systemClock.now,
})
port.on('message', (request: ShipperRequest) => loop.handle(request))
await loop.run()
port.close()
