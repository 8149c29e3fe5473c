import { createColors } from 'picocolors'
import { wrapText } from './text-width.ts'

export type Colours = Pick<ReturnType<typeof createColors>, 'bold' | 'dim' | 'green' | 'yellow' | 'red'>

/** Where a command writes. */
export type Terminal = {
  out(line: string): void
  error(line: string): void
  /** Columns of the terminal behind standard output; null where programs read it. */
  columns: number | null
  colours: Colours
  /** One line on standard error that is written over, null to clear it; nothing where nobody looks. */
  progress(text: string | null): void
}

/** Exit statuses of every command. */
export const exitStatus = { done: 0, refused: 1, wrongUsage: 2, interrupted: 130 } as const
export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus]

const controls = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** Data from elsewhere without what a terminal would obey. */
export function printable(text: string): string {
  return text.replaceAll(controls, '\ufffd')
}

/** JSON on one line; what a terminal would obey is escaped. */
export function toJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    controls,
    control => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** The terminal of this process. */
export function processTerminal({ plain }: { plain: boolean }): Terminal {
  const { stdout, stderr } = process
  // Some terminals, such as those of containers and of CI, say that they have no columns at all; prompts read this too.
  for (const stream of [stdout, stderr]) if (stream.isTTY && stream.columns === 0) stream.columns = 80
  let shown = false
  const clear = () => {
    if (shown) stderr.write('\r\u001b[2K')
    shown = false
  }
  return {
    out: line => {
      clear()
      stdout.write(`${line}\n`)
    },
    error: line => {
      clear()
      stderr.write(`${stderr.isTTY ? wrapText(line, stderr.columns) : line}\n`)
    },
    columns: stdout.isTTY ? stdout.columns : null,
    colours: createColors(stdout.isTTY && !plain),
    progress: text => {
      if (!stderr.isTTY) return
      clear()
      if (text === null) return
      stderr.write(text.slice(0, Math.max(0, stderr.columns - 1)))
      shown = true
    },
  }
}
