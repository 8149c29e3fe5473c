/** From the start of the process to the first answer of `/readyz`, with the keys loaded. */
import { connect } from 'node:net'
import { join } from 'node:path'
import { readCpuTime } from '../measuring/cpu-time.ts'
import { print, printTable } from '../measuring/print-table.ts'
import { Options } from '../measuring/read-options.ts'
import { median, rounded } from '../measuring/statistics.ts'
import { writeResult } from '../measuring/write-result.ts'
import { startKeyturn } from '../processes/start-keyturn.ts'
import { temporaryDirectory } from '../processes/temporary-directory.ts'
import { seedEvents } from '../seeds/seed-events.ts'
import { seedKeys } from '../seeds/seed-keys.ts'

const options = new Options()
const sizes = options.numbers('sizes', { full: [100_000, 1_000_000], smoke: [500] })
const events = options.number('events', { full: 10_000_000, smoke: 1_000 })
const times = options.number('times', { full: 3, smoke: 1 })
const musts: Record<number, string> = { 100000: '≤ 3 s', 1000000: '≤ 10 s' }

function isReady(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', bytes => {
      resolve(bytes.toString().startsWith('HTTP/1.1 200'))
      socket.destroy()
    })
    socket.once('error', () => resolve(false))
    socket.write('GET /readyz HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n')
  })
}

async function measure(keys: number) {
  const dataDirectory = join(temporaryDirectory(), 'keyturn')
  print(`seeding ${keys} keys and ${events} events …`)
  const seeded = await seedKeys(dataDirectory, keys)
  await seedEvents(dataDirectory, events)
  const runs: { wallMs: number; cpuMs: number }[] = []
  for (let time = 0; time < times; time++) {
    const start = performance.now()
    const keyturn = await startKeyturn(seeded)
    if (!(await isReady(keyturn.port))) throw new Error('listening, but not ready')
    runs.push({ wallMs: performance.now() - start, cpuMs: readCpuTime(keyturn.pid).allMs })
    await keyturn.stop()
  }
  return {
    keys: keys.toLocaleString('en-US'),
    events: events.toLocaleString('en-US'),
    'ready after s': rounded(median(runs.map(run => run.wallMs)) / 1_000),
    'CPU s': rounded(median(runs.map(run => run.cpuMs)) / 1_000),
    must: musts[keys] ?? null,
    runs,
  }
}

const measured: Awaited<ReturnType<typeof measure>>[] = []
for (const size of sizes) measured.push(await measure(size))
const summary = measured.map(({ runs: _, ...row }) => row)
printTable(`Start to ready on one core, medians of ${times}`, summary)
if (!options.smoke) writeResult('start', { events, times, measured })
