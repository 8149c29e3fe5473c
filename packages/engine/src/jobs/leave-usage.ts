import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { authorise } from '../access/authorise.ts'
import { everything } from '../access/reach.ts'
import { newId, pastId } from '../ids/new-id.ts'
import { selectSecrets } from '../keys/key-queries.ts'
import type { Context } from '../mutate/context.ts'
import { FrameWriter } from '../usage/frame-writer.ts'
import { segmentPath } from '../usage/journal-segments.ts'
import type { UsageEvent } from '../usage/usage-event.ts'

/** A verification that was decided elsewhere, at a time in the past. */
export type PastUse = Omit<UsageEvent, 'id' | 'secretId' | 'count' | 'callerKeyId' | 'asOf' | 'nodeId'> & {
  /** What became of the request; null when nobody reported it. */
  outcome: { status: number; durationMs: number } | null
}

type SecretTimes = { id: string; key_id: string; created_at: number }

/**
 * Leaves past uses in a journal, as a process that died would have left them: whoever starts next on the data directory
 * ships it before it is ready. Each is put down to the newest secret that its key had at that time.
 */
export async function leaveUsage(
  ctx: Context,
  { dataDirectory, uses }: { dataDirectory: string; uses: readonly PastUse[] },
): Promise<void> {
  authorise(ctx.principal, 'usage:write')
  const keyIds = [...new Set(uses.flatMap(({ keyId }) => keyId ?? []))]
  const secrets = await selectSecrets(ctx.storage.lookups, keyIds)
  const ofKey = Map.groupBy<string, SecretTimes>(secrets, ({ key_id }) => key_id)
  const nodeId = newId('node', ctx.clock.now())
  const frames = new FrameWriter()
  const ordered = uses.toSorted((left, right) => left.at - right.at)
  for (const { outcome, ...use } of ordered) {
    const id = pastId('ver', use.at)
    const secretId = secretAt(ofKey.get(use.keyId ?? '') ?? [], use.at)
    frames.addEvent({ ...use, id, secretId, count: 1, callerKeyId: null, asOf: '0', nodeId })
    if (outcome === null) continue
    const reportedAt = use.at + outcome.durationMs
    frames.addOutcome({ verificationId: id, ...outcome, reportedAt, reach: everything })
  }
  frames.seal()
  await writeJournal(dataDirectory, nodeId, frames.content.subarray(0, frames.used))
}

function secretAt(secrets: readonly SecretTimes[], at: number): string | null {
  const known = secrets.filter(({ created_at }) => created_at <= at)
  return known.toSorted((left, right) => right.created_at - left.created_at)[0]?.id ?? null
}

/** Under its final name a journal is whole: a start may take it at any moment. */
async function writeJournal(dataDirectory: string, nodeId: string, content: Buffer): Promise<void> {
  const id = nodeId.replace(/^node_/, 'jnl_')
  const unfinished = join(dataDirectory, 'journals', `new-${id}`)
  await mkdir(unfinished, { recursive: true, mode: 0o700 })
  await writeFile(segmentPath(unfinished, 0), content, { mode: 0o600 })
  await rename(unfinished, join(dataDirectory, 'journals', id))
}
