/** Preloaded into a Keyturn process: its wall clock is wrong by the milliseconds that the file TEST_CLOCK says. */
import { readFileSync } from 'node:fs'

const { TEST_CLOCK: file = '' } = process.env
const TrueDate = Date

/** Read every time, so that whatever is asked after a jump is judged after it. */
function now(): number {
  return TrueDate.now() + Number(readFileSync(file, 'utf8'))
}

globalThis.Date = new Proxy(TrueDate, {
  construct: (target, args: unknown[], newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new TrueDate(now()).toString(),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
})
