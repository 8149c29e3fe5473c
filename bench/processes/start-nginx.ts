import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { guideFile } from '../../tests/gateways/guide-file.ts'
import { provideGateway } from '../../tests/gateways/provide-gateways.ts'
import { type RunningProcess, startProcess } from './start-process.ts'

export type NginxOptions = {
  directory: string
  /** Where it listens. */
  port: number
  /** Port of what it asks about each request. */
  asks: number
  apiId: string
  /** The address that all callers are said to come from. */
  callerAddress: string
}

/**
 * nginx in one process with the configuration of the guide, except that it answers a file of a few bytes itself where
 * the guide has the protected API: what is compared is the question.
 */
export async function startNginx(options: NginxOptions): Promise<RunningProcess> {
  const { directory, port, asks, apiId, callerAddress } = options
  const program = provideGateway('nginx')
  if (typeof program === 'string') throw new Error(`There is no nginx: ${program}.`)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  mkdirSync(join(directory, 'logs'), { recursive: true })
  writeFileSync(join(directory, 'answer.txt'), 'from the API\n')
  writeFileSync(
    join(directory, 'keyturn.conf'),
    guideFile('nginx.conf')
      .replaceAll('127.0.0.1:8080', `127.0.0.1:${port}`)
      .replaceAll('127.0.0.1:8787', `127.0.0.1:${asks}`)
      .replaceAll('api_REPLACE', apiId)
      .replaceAll('X-Forwarded-For $remote_addr', `X-Forwarded-For ${callerAddress}`)
      .replaceAll('proxy_pass http://leads_api;', `root ${directory}; try_files /answer.txt =404;`),
  )
  writeFileSync(
    join(directory, 'main.conf'),
    `daemon off; master_process off; pid nginx.pid; error_log stderr notice;
events { worker_connections 1024; }
http { access_log off; keepalive_requests 100000; ${temporary.map(each => `${each}_temp_path ${each};`).join(' ')}
include keyturn.conf; }
`,
  )
  return startProcess({
    name: 'nginx',
    program: program.file,
    args: ['-p', directory, '-c', 'main.conf', '-e', 'stderr'],
    env: program.env,
    upWhen: /using the "(\w+)" event method/,
  })
}
