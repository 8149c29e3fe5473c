import { Keyturn } from '@keyturn/sdk'
import { type Config, ConfigError, readConfig } from './config.ts'
import { closeDataSets, openDataSets } from './databases/data-sets.ts'
import { seedSampleData } from './samples/seed-sample-data.ts'
import { buildServer } from './server.ts'

const logger = {
  level: 'info',
  serializers: {
    // Without the query: somebody may have put a key there.
    req: (request: { method: string; url: string }) => ({
      method: request.method,
      path: request.url.split('?', 1)[0],
    }),
  },
}

async function start(config: Config): Promise<void> {
  const dataSets = openDataSets(config.dataDirectory)
  seedSampleData(dataSets, config.sampleOrganizationIds)
  const keyturn = new Keyturn({ url: config.keyturnUrl, key: config.keyturnKey })
  const { apiId, moreApis, allowedSmtpHosts, trustedProxies, helpUrl } = config
  const server = await buildServer({
    dataSets,
    keyturn,
    apiId,
    moreApis,
    allowedSmtpHosts,
    trustedProxies,
    helpUrl,
    logger,
  })
  const stop = async () => {
    await server.close()
    closeDataSets(dataSets)
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  await server.listen({ host: config.host, port: config.port })
}

try {
  await start(readConfig())
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error)
  process.exitCode = 1
}
