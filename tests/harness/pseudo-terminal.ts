import { spawn, spawnSync } from 'node:child_process'
import { commandEnvironment, keyturnCommand } from './keyturn-command.ts'

/** What to type once the screen shows something; `\u0003` is Ctrl-C. */
export type Exchange = { shows: string; type: string }

export type Session = { status: number | null; screen: string }

/** Why there is no pseudo-terminal on this machine; null where there is one. */
export function whyNoPseudoTerminal(): string | null {
  const { status } = spawnSync('script', ['--version'], { stdio: 'ignore' })
  return status === 0 ? null : 'script(1) of util-linux is not installed'
}

/** Runs `keyturn …` in a pseudo-terminal and types as it is asked. Throws when a question does not come. */
export function typeInTerminal(
  args: readonly string[],
  {
    env,
    exchanges,
    columns = 100,
  }: { env: Readonly<Record<string, string>>; exchanges: readonly Exchange[]; columns?: number },
): Promise<Session> {
  const line = [...keyturnCommand, ...args].map(word => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  const child = spawn('script', ['-qec', `stty cols ${columns}; ${line}`, '/dev/null'], {
    env: { ...commandEnvironment(env), TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const waiting = [...exchanges]
  let screen = ''
  let seen = 0
  child.stdout.setEncoding('utf8').on('data', text => {
    screen += text
    const [next] = waiting
    const at = next === undefined ? -1 : screen.indexOf(next.shows, seen)
    if (next === undefined || at < 0) return
    seen = at + next.shows.length
    waiting.shift()
    child.stdin.write(next.type)
  })
  return new Promise((done, failed) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL')
      failed(new Error(`${waiting[0]?.shows ?? 'the end'} did not come:\n${screen}`))
    }, 60_000)
    child.once('error', failed)
    child.once('close', status => {
      clearTimeout(late)
      done({ status, screen })
    })
  })
}
