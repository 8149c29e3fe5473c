import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Input, readObject } from '../../output/input.ts'
import { collect, integer } from '../add-command.ts'

export type KeySettingOptions = {
  scope?: string[]
  type?: string
  expires?: string | null
  rotateEveryDays?: number
  purpose?: string
  usedBy?: string
  allowIp?: string[]
  allowEndpoint?: { method: string; path: string }[]
  rateLimit?: { name: string; limit: number; windowSeconds: number }[]
  credits?: number
  refill?: { amount: number; every: string }
  metadata?: { [name: string]: string }
  input?: string
}

const types = ['production', 'development', 'elevated']

/** The settings that a key is created with and that can be changed later. */
export function addKeySettings(command: Command): Command {
  return command
    .option('--scope <word>', 'What it may do; repeat, or separate by commas.', collect)
    .addOption(new Option('--type <type>', 'How often it is to be rotated.').choices(types))
    .option('--expires <when>', 'An instant, a date (the end of that day), or never.', orNever)
    .option('--rotate-every-days <n>', 'Days between rotations.', integer)
    .option('--purpose <text>', 'Why it exists.')
    .option('--used-by <text>', 'The system or service that uses it.')
    .option('--allow-ip <network>', 'Only from this address or CIDR network; repeat.', collect)
    .option('--allow-endpoint <endpoint>', "Only this, such as 'GET /v1/leads/*'; repeat.", toEndpoints)
    .option('--rate-limit <limit>', 'A limit, such as default=100/60 for 100 in 60 s; repeat.', toLimits)
    .option('--credits <n>', 'A balance that verifications draw from.', integer)
    .option('--refill <refill>', 'What the balance is set to and when, such as 1000/month.', toRefill)
    .option('--metadata <name=value>', 'A member of the metadata; repeat.', toMetadata)
    .option('--input <file>', 'JSON with any members that the API takes; - is standard input. Flags win.')
}

/** The body that flags and `--input` make together; the server judges it. */
export async function keySettings(
  input: Input,
  options: KeySettingOptions,
): Promise<{ [name: string]: unknown }> {
  const members = {
    scopes: options.scope,
    type: options.type,
    expiresAt: options.expires,
    rotateEveryDays: options.rotateEveryDays,
    purpose: options.purpose,
    usedBy: options.usedBy,
    allowedIps: options.allowIp,
    allowedEndpoints: options.allowEndpoint,
    rateLimits: options.rateLimit,
    credits: creditsOf(options),
    metadata: options.metadata,
  }
  const base = options.input === undefined ? {} : await readObject(input, options.input)
  return { ...base, ...given(members) }
}

/** Without what was not given. */
export function given(members: { [name: string]: unknown }): { [name: string]: unknown } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

function creditsOf({ credits, refill }: KeySettingOptions) {
  if (credits === undefined && refill === undefined) return undefined
  return { remaining: credits ?? refill?.amount, ...(refill ? { refill } : {}) }
}

function orNever(text: string): string | null {
  return text === 'never' ? null : text
}

function toEndpoints(text: string, before: { method: string; path: string }[] = []) {
  const [, method = '', path = ''] = /^(\S+)\s+(\/\S*)$/.exec(text.trim()) ?? []
  if (path === '')
    throw new InvalidArgumentError("It must be a method and a path, such as 'GET /v1/leads/*'.")
  return [...before, { method, path }]
}

function toLimits(text: string, before: { name: string; limit: number; windowSeconds: number }[] = []) {
  const [, name = '', limit, seconds] = /^([^=]+)=(\d+)\/(\d+)$/.exec(text) ?? []
  if (name === '') throw new InvalidArgumentError('It must be name=limit/seconds, such as default=100/60.')
  return [...before, { name, limit: Number(limit), windowSeconds: Number(seconds) }]
}

function toRefill(text: string) {
  const [, amount = '', every = ''] = /^(\d+)\/(day|week|month)$/.exec(text) ?? []
  if (every === '') throw new InvalidArgumentError('It must be amount/day, amount/week or amount/month.')
  return { amount: Number(amount), every }
}

function toMetadata(text: string, before: { [name: string]: string } = {}) {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('It must be name=value.')
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
}
