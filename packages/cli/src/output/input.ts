import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { Refusal, WrongUsage } from './refusal.ts'

/** Standard input. */
export type Input = {
  isTerminal: boolean
  /** All of it. Throws `WrongUsage` when it is asked for twice. */
  read(): Promise<string>
}

export function processInput(): Input {
  let isRead = false
  return {
    isTerminal: Boolean(process.stdin.isTTY),
    read: () => {
      if (isRead) throw new WrongUsage('Only one thing can be read from standard input.')
      isRead = true
      return text(process.stdin)
    },
  }
}

/** The text of a file; `-` is standard input. */
export async function readText(input: Input, file: string): Promise<string> {
  if (file === '-') return input.read()
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new Refusal(`${file} cannot be read.`, { cause })
  }
}

/** The JSON object in a file; `-` is standard input. */
export async function readObject(input: Input, file: string): Promise<{ [name: string]: unknown }> {
  const source = await readText(input, file)
  let value: unknown
  try {
    value = JSON.parse(source)
  } catch {
    throw new Refusal(`${file === '-' ? 'Standard input' : file} is not JSON.`)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new Refusal(`${file === '-' ? 'Standard input' : file} must hold one JSON object.`)
}
