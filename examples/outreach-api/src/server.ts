import { keyturnFastify, type Verifier } from '@keyturn/sdk'
import { type FastifyInstance, type FastifyServerOptions, fastify } from 'fastify'
import { registerAnalyticsRoutes } from './analytics/analytics-routes.ts'
import { presentedEnvironment, presentedWords } from './callers/presented-token.ts'
import type { DataSets } from './databases/data-sets.ts'
import { EmailQueue } from './emails/email-queue.ts'
import { registerEmailRoutes } from './emails/email-routes.ts'
import { registerExportRoutes } from './exports/export-routes.ts'
import { registerKeyRoutes } from './keys/key-routes.ts'
import { registerLeadRoutes } from './leads/lead-routes.ts'
import { registerListMemberRoutes } from './lists/list-member-routes.ts'
import { registerListRoutes } from './lists/list-routes.ts'
import { answerUnknown } from './problems/answer-unknown.ts'
import { describeError } from './problems/describe-error.ts'
import { parseJson } from './problems/parse-json.ts'
import { sendProblem } from './problems/problem.ts'
import { refuseBrokenConnection } from './problems/refuse-broken-connection.ts'
import { registerQualificationRoutes } from './qualifications/qualification-routes.ts'
import { registerResearchRoutes } from './research/research-routes.ts'
import type { MailOptions } from './smtp/send-message.ts'
import { registerSmtpRoutes } from './smtp/smtp-routes.ts'
import { registerRunRoutes } from './workflows/run-routes.ts'
import { registerWorkflowRoutes } from './workflows/workflow-routes.ts'

export type ServerOptions = {
  dataSets: DataSets
  /** Usually a `Keyturn`. */
  keyturn: Verifier
  /** The API in Keyturn whose keys are accepted. */
  apiId: string
  /** More of them: the API's id by the prefix of its tokens. Default: none. */
  moreApis?: Readonly<Record<string, string>>
  /** SMTP hosts that customers may name though their addresses are private. Default: none. */
  allowedSmtpHosts?: readonly string[]
  /** Addresses and CIDR ranges whose `X-Forwarded-For` is believed. Default: none. */
  trustedProxies?: readonly string[]
  /** Page with a row for every refusal of a key. Default: none. */
  helpUrl?: string | null
  /** Default: no log. */
  logger?: FastifyServerOptions['logger']
}

const bodyLimitBytes = 64 * 1024

/** Builds the sample External API. The caller listens, closes the server, and then closes the data sets. */
export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const server = fastify({
    logger: options.logger ?? false,
    bodyLimit: bodyLimitBytes,
    genReqId: () => `req_${crypto.randomUUID().replaceAll('-', '')}`,
    clientErrorHandler: refuseBrokenConnection,
    frameworkErrors: (error, request, reply) => {
      sendProblem(request, reply, describeError(error))
    },
  })
  speakJson(server)
  answerUnknown(server)
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  await server.register(keyturnFastify, {
    keyturn: options.keyturn,
    apiId: request => options.moreApis?.[presentedWords(request)?.prefix ?? ''] ?? options.apiId,
    environment: presentedEnvironment,
    realm: 'outreach',
    ...(options.helpUrl ? { helpUrl: options.helpUrl } : {}),
    trustedProxies: options.trustedProxies ?? [],
    onError: error => server.log.error(error),
  })
  server.get('/healthz', { config: { keyturn: false } }, () => ({ status: 'ok' }))
  registerRoutes(server, options)
  return server
}

/** JSON is the only language, also of errors. */
function speakJson(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_: unknown, body: Buffer) =>
    parseJson(body),
  )
  server.setErrorHandler((error, request, reply) => {
    const problem = describeError(error)
    if (problem.status >= 500) request.log.error(error)
    return sendProblem(request, reply, problem)
  })
}

function registerRoutes(server: FastifyInstance, { dataSets, allowedSmtpHosts = [] }: ServerOptions): void {
  const mail: MailOptions = { sealingKey: dataSets.sealingKey, allowedHosts: allowedSmtpHosts }
  const queue = new EmailQueue({ database: dataSets.live, mail, onError: error => server.log.error(error) })
  server.addHook('onListen', async () => queue.wake())
  server.addHook('onClose', () => queue.close())
  registerKeyRoutes(server)
  registerListRoutes(server, dataSets)
  registerListMemberRoutes(server, dataSets)
  registerLeadRoutes(server, dataSets)
  registerWorkflowRoutes(server, dataSets)
  registerRunRoutes(server, dataSets)
  registerResearchRoutes(server, dataSets)
  registerQualificationRoutes(server, dataSets)
  registerEmailRoutes(server, dataSets, queue)
  registerSmtpRoutes(server, dataSets, mail)
  registerAnalyticsRoutes(server, dataSets)
  registerExportRoutes(server, dataSets)
}
