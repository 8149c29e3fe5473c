import { randomBytes } from 'node:crypto'
import { generateToken } from '@keyturn/core'
import {
  type ApiView,
  type Context,
  createApi,
  createKey,
  createOrganization,
  type Engine,
  openEngine,
  systemPrincipal,
} from '@keyturn/engine'

export type Installation = {
  dataDirectory: string
  databaseUrl: string | null
  rootKey: string
  /** May verify keys of the API and nothing else. */
  serviceKey: string
  apiId: string
  organizationIds: string[]
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

/** Runs with an engine of its own over a data directory; the system itself may do everything. */
export async function withEngine<Result>(
  where: { dataDirectory: string; databaseUrl: string | null; rootKey: string },
  run: (ctx: Context, engine: Engine) => Promise<Result>,
): Promise<Result> {
  const engine = await openEngine({ ...where, version: 'bench', log: silent })
  const request = { id: 'bench', ip: null, userAgent: null, method: 'POST', path: '/bench', origin: null }
  try {
    return await run(engine.context(systemPrincipal('Bench'), request), engine)
  } finally {
    await engine.close()
  }
}

/** A new installation with one API, customers, and the key of the vendor's service. */
export async function createInstallation(input: {
  dataDirectory: string
  databaseUrl?: string | null
  organizations: number
}): Promise<Installation> {
  const rootKey = generateToken({ prefix: 'kt', environment: 'live', randomBytes })
  const where = { dataDirectory: input.dataDirectory, databaseUrl: input.databaseUrl ?? null, rootKey }
  return withEngine(where, async (ctx, engine) => {
    const api = await createSampleApi(ctx)
    const organizationIds: string[] = []
    for (let number = 1; number <= input.organizations; number++) {
      const { result } = await createOrganization(ctx, { name: `Customer ${number}` })
      organizationIds.push(result.id)
    }
    return {
      ...where,
      apiId: api.id,
      organizationIds,
      serviceKey: await createServiceKey(ctx, engine, { rootKey, apiId: api.id }),
    }
  })
}

async function createSampleApi(ctx: Context): Promise<ApiView> {
  const names = ['lists:read', 'lists:write', 'leads:read', 'leads:write']
  const scopes = names.map(name => ({ name, description: name }))
  const { result } = await createApi(ctx, { name: 'Enrich Engine', prefix: 'ee', scopes })
  return result
}

async function createServiceKey(
  ctx: Context,
  engine: Engine,
  { rootKey, apiId }: { rootKey: string; apiId: string },
): Promise<string> {
  const root = await engine.verifier.authenticate(rootKey, ctx.request)
  if (!root.ok) throw new Error('the root key is refused')
  const identity = await engine.verifier.identify(rootKey, ctx.request)
  if (!identity.ok) throw new Error('the root key is not known')
  const { apiId: builtinApiId } = JSON.parse(identity.keyJson) as { apiId: string }
  const { result } = await createKey(ctx, {
    apiId: builtinApiId,
    organizationId: root.principal.organizationId,
    name: 'Service',
    scopes: ['keys:verify', 'usage:write'],
    reach: { organizationId: null, apiId },
  })
  if (result.secret === null) throw new Error('the key was made before')
  return result.secret
}
