/** Loaded into a server before its own code: SIGUSR2 begins a profile of the main thread, and again writes it. */
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'

const file = process.env['BENCH_PROFILE_FILE'] ?? 'bench.cpuprofile'
const session = new Session()
let isRecording = false

process.on('SIGUSR2', () => {
  void (isRecording ? finish() : begin())
})

async function begin(): Promise<void> {
  isRecording = true
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: 500 })
  await session.post('Profiler.start')
}

async function finish(): Promise<void> {
  const { profile } = await session.post('Profiler.stop')
  writeFileSync(file, JSON.stringify(profile))
  process.stdout.write('profile written\n')
}
