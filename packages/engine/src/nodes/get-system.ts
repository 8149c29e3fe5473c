import { authorise } from '../access/authorise.ts'
import type { Neighbour } from '../changes/neighbour.ts'
import { toInstantOrNull } from '../clock/clock.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { Context } from '../mutate/context.ts'
import { countNotices } from '../outbox/notice-queries.ts'
import { type NodeReport, readNodeReport, toNodeReport } from './node-report.ts'
import { selectNodeReports } from './node-report-queries.ts'
import { measureLatency } from './node-reporting.ts'
import type { NodeStatus } from './node-status.ts'
import type { ServerView, SystemView } from './system-view.ts'

/** Every server of the installation and what they share. `own` is how the node is that answers. */
export async function getSystem(ctx: Context, own: NodeStatus): Promise<SystemView> {
  authorise(ctx.principal, 'metrics:read')
  if (ctx.reach.organizationId !== null || ctx.reach.apiId !== null) throw confined()
  const { lookups, kind } = ctx.storage
  const latencyMs = await measureLatency(lookups, ctx.clock)
  const [rows, neighbours, notices] = await Promise.all([
    selectNodeReports(lookups),
    ctx.neighbours(),
    countNotices(lookups),
  ])
  const ownReport = toNodeReport(own, latencyMs)
  const told = new Map(rows.map(row => [row.node_id, heard(row)]))
  told.set(own.nodeId, { report: ownReport, reportedAt: ctx.clock.now() })
  const ids = new Set([own.nodeId, ...neighbours.map(({ id }) => id), ...told.keys()])
  const registered = new Map(neighbours.map(each => [each.id, each]))
  const servers = [...ids]
    .map(id => serverView(id, { heard: told.get(id), neighbour: registered.get(id), own: own.nodeId }))
    .filter(server => server !== null)
  const sendsMail = servers.some(({ figures }) => figures?.mail)
  return {
    database: { kind, latencyMs },
    encryption: ownReport.encryption,
    mail: sendsMail ? notices : null,
    servers,
  }
}

type Heard = { report: NodeReport | null; reportedAt: number }

function heard({ report, reported_at }: { report: string; reported_at: number }): Heard {
  return { report: readNodeReport(report), reportedAt: reported_at }
}

function serverView(
  id: string,
  of: { heard: Heard | undefined; neighbour: Neighbour | undefined; own: string },
): ServerView | null {
  const { neighbour, own } = of
  const report = of.heard?.report ?? null
  const isAlive = neighbour !== undefined && neighbour.leaseRemainingMs > 0
  const version = neighbour?.version ?? report?.version
  // Neither registered nor heard of in words that this version knows: nothing can be said of it.
  if (version === undefined && id !== own) return null
  const isReady = report?.ready !== false
  return {
    id,
    state: isAlive || id === own ? (isReady ? 'serving' : 'not_ready') : 'silent',
    answering: id === own,
    version: version ?? '',
    startedAt: toInstantOrNull(report?.startedAt ?? null),
    reportedAt: toInstantOrNull(of.heard?.reportedAt ?? null),
    lease: neighbour
      ? {
          lengthMs: neighbour.leaseMs,
          remainingMs: Math.round(neighbour.leaseRemainingMs),
          behindMs: Math.round(neighbour.behindMs),
        }
      : null,
    figures: report && figuresOf(report),
  }
}

function figuresOf(report: NodeReport): ServerView['figures'] {
  const { version: _, startedAt: __, ready: ___, place: ____, ...figures } = report
  return { ...figures, shippingLagMs: Math.round(figures.shippingLagMs) }
}

function confined(): EngineError {
  return new EngineError(
    'insufficient_permission',
    'How the installation is concerns all of it. Use a key that is not confined to an organization or API.',
  )
}
