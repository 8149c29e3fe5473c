import { authorise } from '../access/authorise.ts'
import type { ReadContext } from '../access/read-context.ts'
import { EngineError, notFound } from '../errors/engine-error.ts'
import { chainHash, detailsDigest, genesisHash } from './audit-chain.ts'
import { type AuditBody, detailsErased, installationChain } from './audit-event.ts'
import {
  type AuditEventRow,
  findStrayEvent,
  findUnchainedOrganization,
  selectChain,
  selectHeads,
} from './audit-queries.ts'

export type AuditVerification =
  | {
      valid: true
      events: number
      /** Of how many of them the details were erased, as later events of their chains say. */
      erased: number
      head: string
      chains: { chainId: string; sequence: number; hash: string }[]
    }
  | { valid: false; firstBroken: { chainId: string; sequence: number; reason: string } }

const pageSize = 1_000

/**
 * Recomputes every hash of the chains within reach and compares them with what is stored: finds edits, deletions,
 * insertions, reordering, a cut tail, chains that are gone, and details that were changed, or deleted while no later event
 * of the chain says that they were erased. Reads on the
 * reader thread or pool.
 */
export async function verifyAudit(
  ctx: ReadContext,
  input: { organizationId?: string | undefined } = {},
): Promise<AuditVerification> {
  authorise(ctx.principal, 'audit:read')
  const wanted = chainWithin(ctx, input.organizationId)
  const heads = await selectHeads(ctx.storage.reader, wanted)
  const chains: { chainId: string; sequence: number; hash: string }[] = []
  let [events, erased] = [0, 0]
  for (const head of heads) {
    const found = await verifyChain(ctx, {
      chainId: head.chain_id,
      sequence: head.sequence,
      hash: head.hash,
    })
    if ('reason' in found) return { valid: false, firstBroken: found }
    events += head.sequence
    erased += found.erased
    chains.push({ chainId: head.chain_id, sequence: head.sequence, hash: head.hash.toString('hex') })
  }
  const stray = await findStrayEvent(ctx.storage.reader, wanted)
  if (stray) {
    const { chain_id: chainId, sequence } = stray
    return { valid: false, firstBroken: { chainId, sequence, reason: 'head' } }
  }
  const missing = await findMissingChain(ctx, { wanted, found: chains })
  if (missing !== null) {
    return { valid: false, firstBroken: { chainId: missing, sequence: 1, reason: 'missing' } }
  }
  const whole = chains.find(chain => chain.chainId === (wanted ?? installationChain))
  return { valid: true, events, erased, head: whole?.hash ?? genesisHash.toString('hex'), chains }
}

/** Which chain is meant; null is all. A chain spans all APIs, so a credential that is confined to one sees none. */
function chainWithin({ reach }: ReadContext, organizationId: string | undefined): string | null {
  if (reach.apiId !== null) {
    throw new EngineError(
      'insufficient_permission',
      'This key is confined to one API, and the audit log spans all of them. Use one that is not.',
    )
  }
  if (reach.organizationId !== null && (organizationId ?? reach.organizationId) !== reach.organizationId) {
    throw notFound()
  }
  return reach.organizationId ?? organizationId ?? null
}

/** A chain that must be there, because what it is of is, and of which nothing is left. */
async function findMissingChain(
  ctx: ReadContext,
  { wanted, found }: { wanted: string | null; found: readonly { chainId: string }[] },
): Promise<string | null> {
  const ofInstallation = found.some(({ chainId }) => chainId === installationChain)
  if (wanted === null && !ofInstallation) return installationChain
  return (await findUnchainedOrganization(ctx.storage.reader, wanted))?.id ?? null
}

type Broken = { chainId: string; sequence: number; reason: string }

async function verifyChain(
  ctx: ReadContext,
  head: { chainId: string; sequence: number; hash: Buffer },
): Promise<Broken | { erased: number }> {
  const { chainId } = head
  let previous = genesisHash
  let sequence = 0
  let erased = 0
  /** Events without details that no later one has accounted for so far. */
  let bare = { first: 0, count: 0 }
  while (sequence < head.sequence) {
    const limit = Math.min(pageSize, head.sequence - sequence)
    const rows = await selectChain(ctx.storage.reader, chainId, { after: sequence, limit })
    if (rows.length === 0) return { chainId, sequence: sequence + 1, reason: 'missing' }
    for (const row of rows) {
      sequence += 1
      const reason = faultOf(row, previous, sequence)
      if (reason) return { chainId, sequence, reason }
      previous = row.hash
      if (row.action === detailsErased) {
        erased += bare.count
        bare = { first: 0, count: 0 }
      }
      if (row.details === null) bare = { first: bare.first || sequence, count: bare.count + 1 }
    }
  }
  if (bare.count > 0) return { chainId, sequence: bare.first, reason: 'details_missing' }
  if (!previous.equals(head.hash)) return { chainId, sequence, reason: 'head' }
  return { erased }
}

function faultOf(row: AuditEventRow, previous: Buffer, sequence: number): string | null {
  if (row.sequence !== sequence) return 'missing'
  if (!chainHash(previous, row.body).equals(row.hash)) return 'hash'
  const body: AuditBody = JSON.parse(row.body)
  const columns = [body.chainId, body.sequence, body.id, body.action, body.target.id]
  const stored = [row.chain_id, row.sequence, row.id, row.action, row.target_id]
  if (columns.some((value, index) => value !== stored[index])) return 'columns'
  if (row.details === null || row.salt === null) return null
  return detailsDigest(row.salt, row.details) === body.detailsDigest ? null : 'details'
}
