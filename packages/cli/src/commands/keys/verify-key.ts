import type { VerifyRequest, VerifyResponse } from '@keyturn/contract/client'
import type { Command } from 'commander'
import { connect } from '../../connections/connect.ts'
import { findReferences, type References } from '../../connections/find-references.ts'
import { printFacts } from '../../output/print-facts.ts'
import { type ExitStatus, exitStatus, printable, toJson } from '../../output/terminal.ts'
import { type ApiOptions, addApiCommand, integer } from '../add-command.ts'
import type { Run } from '../run.ts'
import { addReferences } from './key-filter.ts'
import { readToken } from './read-token.ts'

type Options = ApiOptions &
  References & {
    tokenFile?: string
    environment?: string
    scopes?: string
    cost?: number
    method?: string
    path?: string
    ip?: string
    userAgent?: string
  }

export function addVerifyKey(parent: Command, run: Run): void {
  const command = addApiCommand(parent, {
    usage: 'verify',
    summary: 'Ask what a token is worth, as your service does. A denied token ends with status 1.',
    examples: [
      'keyturn keys verify < token',
      "keyturn keys verify --token-file token --api ee --scopes 'leads:read and not leads:write'",
      'keyturn keys verify --method GET --path /v1/leads --ip 203.0.113.7 --json < token',
    ],
  })
  addReferences(command)
    .option('--token-file <file>', 'File with the token; default: standard input, or typed unseen.')
    .option('--environment <name>', 'The environment that it must be of.')
    .option('--scopes <expression>', 'What it must be allowed to do.')
    .option('--cost <n>', 'Charged to limits and credits (default: 1).', integer)
    .option('--method <method>', 'Method of the request.')
    .option('--path <path>', 'Path of the request.')
    .option('--ip <address>', "The caller's address.")
    .option('--user-agent <text>', "The caller's user agent.")
    .action(async (options: Options) => run.end(await verifyKey(run, options)))
}

async function verifyKey(run: Run, options: Options): Promise<ExitStatus> {
  const { calls } = await connect(run, options)
  const key = await readToken(run, options)
  const { environment, scopes, cost, method, path, ip, userAgent } = options
  const request = {
    ...(method === undefined ? {} : { method }),
    ...(path === undefined ? {} : { path }),
    ...(ip === undefined ? {} : { ip }),
    ...(userAgent === undefined ? {} : { userAgent }),
  }
  const body: VerifyRequest = {
    key,
    explain: true,
    ...(await findReferences(calls, options)),
    ...(environment === undefined ? {} : { environment }),
    ...(scopes === undefined ? {} : { scopes }),
    ...(cost === undefined ? {} : { cost }),
    ...(Object.keys(request).length === 0 ? {} : { request }),
  }
  const verdict = await calls.keys.verify(body)
  if (options.json) run.terminal.out(toJson(verdict))
  else printVerdict(run, verdict)
  return verdict.valid ? exitStatus.done : exitStatus.refused
}

function printVerdict({ terminal }: Run, verdict: VerifyResponse): void {
  const { green, red } = terminal.colours
  terminal.out(verdict.valid ? green('valid') : `${red(verdict.code)}  ${printable(verdict.detail ?? '')}`)
  printFacts(terminal, [
    { label: 'Key', text: verdict.key ? `${verdict.key.name} (${verdict.key.id})` : '' },
    { label: 'Organization', text: verdict.key?.organizationId ?? '' },
    { label: 'Environment', text: verdict.key?.environment ?? '' },
    { label: 'Scopes', text: verdict.key?.scopes.join(', ') ?? '' },
    { label: 'Limits', text: limitsLeft(verdict) },
    { label: 'Credits', text: verdict.credits ? `${verdict.credits.remaining} left` : '' },
    { label: 'Answer with', text: verdict.status === undefined ? '' : String(verdict.status) },
    { label: 'Verification', text: verdict.verificationId },
  ])
  for (const sentence of verdict.explanation ?? []) terminal.out(printable(sentence))
}

function limitsLeft({ rateLimits = [] }: VerifyResponse): string {
  return rateLimits.map(({ name, limit, remaining }) => `${name}: ${remaining} of ${limit} left`).join(', ')
}
