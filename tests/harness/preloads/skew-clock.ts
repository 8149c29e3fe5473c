/** Preloaded into a Keyturn process: its wall clock is wrong by the milliseconds that the file TEST_CLOCK says. */
import { readFileSync } from 'node:fs'

const { TEST_CLOCK: file = '' } = process.env
const TrueDate = Date
const rereadMs = 5
let offsetMs = 0
let readAt = Number.NEGATIVE_INFINITY

function now(): number {
  if (performance.now() - readAt > rereadMs) {
    readAt = performance.now()
    offsetMs = Number(readFileSync(file, 'utf8'))
  }
  return TrueDate.now() + offsetMs
}

globalThis.Date = new Proxy(TrueDate, {
  construct: (target, args: unknown[], newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new TrueDate(now()).toString(),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
})
