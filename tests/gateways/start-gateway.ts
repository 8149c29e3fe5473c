import { mkdirSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { eventually } from '../harness/eventually.ts'
import { StartedProcess } from '../harness/started-process.ts'
import { removeTemporary, temporaryDirectory } from '../harness/temporary-data.ts'
import { guideFile } from './guide-file.ts'
import type { GatewayName, GatewayProgram } from './provide-gateways.ts'

export type GatewayOptions = {
  /** `host:port` of Keyturn and of the protected API. */
  keyturn: string
  upstream: string
  apiId: string
}

export type StartedGateway = {
  port: number
  output(): string
  stop(): Promise<void>
}

type Setting = { files: Record<string, string>; args: string[] }

const startsMax = 5

/** A gateway with the configuration of the guide, on a free port. */
export async function startGateway(
  name: GatewayName,
  program: GatewayProgram,
  options: GatewayOptions,
): Promise<StartedGateway> {
  for (let start = 1; ; start++) {
    try {
      return await startOn(await freePort(), name, program, options)
    } catch (error) {
      // Somebody else may have taken the port meanwhile.
      if (start === startsMax) throw error
    }
  }
}

async function startOn(
  port: number,
  name: GatewayName,
  program: GatewayProgram,
  options: GatewayOptions,
): Promise<StartedGateway> {
  const directory = temporaryDirectory()
  const { files, args } = settings[name](directory, text => placed(text, port, options))
  for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text)
  const started = new StartedProcess({
    name,
    program: program.file,
    args,
    cwd: directory,
    env: { ...program.env, HOME: directory, XDG_DATA_HOME: directory, XDG_CONFIG_HOME: directory },
  })
  const stop = async () => {
    await started.kill()
    await removeTemporary([directory])
  }
  try {
    await eventually(`${name} listens`, () => (started.isRunning ? isOpen(port) : ended(started)))
    return { port, output: () => started.output, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function ended(started: StartedProcess): Promise<never> {
  throw new Error(`it has ended:\n${started.output}`)
}

/** The guide's text with this installation's addresses. */
function placed(text: string, port: number, { keyturn, upstream, apiId }: GatewayOptions): string {
  return text
    .replaceAll('8080', String(port))
    .replaceAll('127.0.0.1:8787', keyturn)
    .replaceAll('127.0.0.1:3000', upstream)
    .replaceAll('api_REPLACE', apiId)
}

const settings: Record<GatewayName, (directory: string, place: (text: string) => string) => Setting> = {
  nginx: (directory, place) => {
    mkdirSync(join(directory, 'logs'))
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    return {
      args: ['-p', directory, '-c', 'main.conf', '-e', 'stderr'],
      files: {
        'keyturn.conf': place(guideFile('nginx.conf')),
        'main.conf': `daemon off; master_process off; pid nginx.pid; error_log stderr;
events { worker_connections 512; }
http { access_log off; ${temporary.map(each => `${each}_temp_path ${each};`).join(' ')} include keyturn.conf; }
`,
      },
    }
  },
  caddy: (directory, place) => ({
    args: ['run', '--config', join(directory, 'Caddyfile'), '--adapter', 'caddyfile'],
    files: { Caddyfile: place(guideFile('Caddyfile')) },
  }),
  haproxy: (directory, place) => ({
    args: ['-db', '-f', join(directory, 'haproxy.cfg')],
    files: { 'haproxy.cfg': place(guideFile('haproxy.cfg')), 'keyturn.lua': guideFile('keyturn.lua') },
  }),
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('there is no port')
  return address.port
}

function isOpen(port: number): Promise<true | null> {
  return new Promise(resolve => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(null))
  })
}
