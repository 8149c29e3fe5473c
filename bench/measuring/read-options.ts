import { parseArgs } from 'node:util'

/** The flags of a measurement: `--smoke` for a run of seconds that proves nothing but that it runs, `--name=number`. */
export class Options {
  readonly smoke: boolean
  readonly #values: Readonly<Record<string, string | boolean | undefined>>

  constructor() {
    const { values } = parseArgs({ strict: false, options: { smoke: { type: 'boolean' } } })
    this.#values = values
    this.smoke = values['smoke'] === true
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined
  }

  /** The flag's text; null where it was not given. */
  text(name: string): string | null {
    const given = this.#values[name]
    return typeof given === 'string' ? given : null
  }

  /** The flag's number, or what the kind of run takes. */
  number(name: string, defaults: { full: number; smoke: number }): number {
    const given = this.#values[name]
    if (typeof given === 'string') return Number(given)
    return this.smoke ? defaults.smoke : defaults.full
  }

  /** The flag's comma-separated numbers, or what the kind of run takes. */
  numbers(name: string, defaults: { full: number[]; smoke: number[] }): number[] {
    const given = this.#values[name]
    if (typeof given === 'string') return given.split(',').map(Number)
    return this.smoke ? defaults.smoke : defaults.full
  }
}
