import { cpSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { VerifyRequest } from '@keyturn/contract/client'
import { createSubject } from '../cluster/tightening.ts'
import { type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'
import { removeTemporary, temporaryDirectory } from '../harness/temporary-data.ts'
import { type Damage, damagesTo, damagesToLog, damagesToShipping } from './damage.ts'

export type DamageOptions = {
  /** How often each kind of damage is done to each file, at another place. */
  rounds: number
  /** Default: all of them. */
  only?: (damage: Damage) => boolean
  command?: string
}

export type DamageReport = {
  variants: number
  /** Starts that refused, by what they said. */
  refused: Record<string, number>
  /** Starts that went on, and answered every verification as before. */
  served: number
  /** Starts that went on and could not answer all, or were never ready: 503, never a wrong verdict. */
  unavailable: string[]
  /** Starts that refused and did not say what to do: random damage may look like anything, so this is recorded. */
  withoutHint: string[]
  /** Verdicts that are not those of before; must be empty. */
  wrong: string[]
}

type Known = { request: VerifyRequest; code: string }
type Prepared = { node: StartedKeyturn; known: Known[] }

/** Damages the files of a stopped or killed installation and starts it again (F06, F07). */
export async function runDamage({
  rounds,
  only = () => true,
  ...build
}: DamageOptions): Promise<DamageReport> {
  const report: DamageReport = {
    variants: 0,
    refused: {},
    served: 0,
    unavailable: [],
    withoutHint: [],
    wrong: [],
  }
  const run = async ({ node, known }: Prepared, damages: readonly Damage[]) => {
    for (let round = 0; round < rounds; round++) {
      for (const damage of damages.filter(only)) await runVariant({ node, known, damage, build, report })
    }
    await node.remove()
  }
  const stopped = await prepare(build)
  await stopped.node.stop()
  const months = readdirSync(join(stopped.node.dataDirectory, 'usage')).filter(name => name.endsWith('.db'))
  const usage = months.flatMap(name => damagesTo(join('usage', name)))
  const control = [...damagesTo('keyturn.db'), ...damagesTo('registry.db')]
  await run(stopped, [...control, ...usage, ...damagesToShipping])
  const killed = await prepare(build)
  await killed.node.kill()
  await run(killed, damagesToLog)
  return report
}

/**
 * Keys that work and keys that must not. What takes something away comes after a restart, so that it is in the
 * write-ahead log and the file of the database is whole without it.
 */
async function prepare(build: { command?: string }): Promise<Prepared> {
  const first = await startKeyturn({ database: 'sqlite', ...build })
  const subjects = [await createSubject(first)]
  while (subjects.length < 12) subjects.push(await createSubject(first))
  await first.stop()
  const { rootKey, dataDirectory } = first
  const again = await startKeyturn({ database: 'sqlite', rootKey, dataDirectory, ...build })
  const known: Known[] = []
  for (const [index, { keyId, request }] of subjects.entries()) {
    if (index % 3 === 1) await again.client.keys.update(keyId, { scopes: ['leads:write'] })
    if (index % 3 === 2) await again.client.keys.revoke(keyId)
    const { code } = await again.client.keys.verify(request)
    known.push({ request, code })
  }
  const remove = async () => {
    await again.remove()
    await first.remove()
  }
  return { node: { ...again, remove }, known }
}

type Variant = Prepared & { damage: Damage; build: { command?: string }; report: DamageReport }

async function runVariant({ node, known, damage, build, report }: Variant): Promise<void> {
  const dataDirectory = temporaryDirectory()
  cpSync(node.dataDirectory, dataDirectory, { recursive: true })
  damage.apply(dataDirectory)
  report.variants += 1
  const refuse = (said: string) => {
    report.refused[said] = (report.refused[said] ?? 0) + 1
    if (!/Restore|Put back|backup|KEYTURN_DATA/.test(said)) report.withoutHint.push(`${damage.name}: ${said}`)
  }
  try {
    const again = await startKeyturn({ database: 'sqlite', dataDirectory, rootKey: node.rootKey, ...build })
    await compare(again, { known, damage, report })
    await again.kill()
  } catch (error) {
    const said = sentenceOf(error)
    if (isLate(error)) report.unavailable.push(`${damage.name}: never ready`)
    else refuse(said)
  } finally {
    await removeTemporary([dataDirectory])
  }
}

async function compare(
  node: StartedKeyturn,
  { known, damage, report }: Pick<Variant, 'known' | 'damage' | 'report'>,
): Promise<void> {
  const before = report.unavailable.length + report.wrong.length
  for (const { request, code } of known) {
    const verdict = await node.client.keys.verify(request).catch((error: unknown) => String(error))
    if (typeof verdict === 'string') report.unavailable.push(`${damage.name}: ${verdict}`)
    else if (verdict.code !== code) report.wrong.push(`${damage.name}: ${verdict.code} instead of ${code}`)
  }
  if (report.unavailable.length + report.wrong.length === before) report.served += 1
}

/** Whether the process was still alive and had not begun to serve, or did not become ready. */
function isLate(error: unknown): boolean {
  return /: not within \d+ ms/.test(`${error} ${error instanceof Error ? error.cause : ''}`)
}

/** What the process printed last, without what differs from run to run. */
function sentenceOf(error: unknown): string {
  const lines = String(error).trim().split('\n')
  return (lines.findLast(line => line !== '' && !line.startsWith('{')) ?? '').replace(/\d+/g, '…')
}
