import { resolve } from 'node:path'
import { StartedProcess } from './started-process.ts'
import { removeTemporary, temporaryDirectory } from './temporary-data.ts'

export type SampleApiOptions = {
  keyturnUrl: string
  /** A management key with `keys:verify` and `usage:write`. */
  serviceKey: string
  apiId: string
  /** SMTP hosts that customers may name though they are private. */
  allowedSmtpHosts?: readonly string[]
  /** Organizations that get sample lists and leads. */
  organizationIds?: readonly string[]
}

export type StartedSampleApi = {
  url: string
  dataDirectory: string
  /** All that the process has printed. */
  output(): string
  /** SIGTERM; throws unless the status is 0. The data stays. */
  stop(): Promise<void>
  /** Ends the process if it still runs, and deletes its data. */
  remove(): Promise<void>
}

const main = resolve(import.meta.dirname, '../../examples/outreach-api/src/main.ts')

/** The sample External API on a free port, with data of its own. */
export async function startSampleApi(options: SampleApiOptions): Promise<StartedSampleApi> {
  const dataDirectory = temporaryDirectory()
  const server = new StartedProcess({
    name: 'the sample API',
    args: [main],
    cwd: dataDirectory,
    env: {
      KEYTURN_URL: options.keyturnUrl,
      KEYTURN_KEY: options.serviceKey,
      KEYTURN_API_ID: options.apiId,
      OUTREACH_PORT: '0',
      OUTREACH_DATA: dataDirectory,
      OUTREACH_SMTP_ALLOW: options.allowedSmtpHosts?.join(',') ?? '',
      OUTREACH_SAMPLE_ORGANIZATIONS: options.organizationIds?.join(',') ?? '',
    },
  })
  const remove = async () => {
    await server.kill()
    await removeTemporary([dataDirectory])
  }
  try {
    const url = await server.awaitOutput(output => /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0] ?? null)
    return {
      url,
      dataDirectory,
      output: () => server.output,
      stop: () => server.stop(),
      remove,
    }
  } catch (error) {
    await remove()
    throw error
  }
}
