import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { StartedKeyturn } from '../harness/start-keyturn.ts'
import { createSubject } from './tightening.ts'

/** A process that is stopped goes on when it is told to; one whose event loop is blocked, by itself. */
export type Pause = { begin(pid: number): void; end(pid: number): void }

const stopped: Pause = {
  begin: pid => process.kill(pid, 'SIGSTOP'),
  end: pid => process.kill(pid, 'SIGCONT'),
}

export type PausedReport = {
  /** How long the revocation took while a node was silent, in milliseconds. */
  revokeMs: number
  answered: number
  /** Verifications that had queued up in front of the paused node and were accepted: must be 0. */
  accepted: number
}

/**
 * Stops a process, queues verifications in front of it, revokes on the other one, lets it go on (G8, F23, F24). It has
 * been paused for longer than its lease, so whatever it reads on waking must not be decided on what it remembers.
 */
export async function runPausedNode(
  { writer, paused }: { writer: StartedKeyturn; paused: StartedKeyturn },
  { requests, pause = stopped }: { requests: number; pause?: Pause },
): Promise<PausedReport> {
  const { keyId, request } = await createSubject(writer)
  const sockets = await Promise.all(Array.from({ length: 20 }, () => connect(paused.url)))
  const received = sockets.map(collect)
  // One answer on each connection shows that the process reads from it.
  const bytes = rawRequest(paused, request)
  for (const socket of sockets) socket.write(bytes)
  await until(() => count(received) === sockets.length)
  pause.begin(paused.pid)
  for (let sent = 0; sent < requests; sent++) sockets[sent % sockets.length]!.write(bytes)
  const startedAt = performance.now()
  await writer.client.keys.revoke(keyId)
  const revokeMs = performance.now() - startedAt
  const before = received.map(({ text }) => text.length)
  pause.end(paused.pid)
  await until(() => count(received) >= sockets.length + requests)
  const late = received.map(({ text }, index) => text.slice(before[index])).join('')
  for (const socket of sockets) socket.destroy()
  return { revokeMs, answered: statuses(late), accepted: late.split('"valid":true').length - 1 }
}

type Received = { text: string }

function collect(socket: Socket): Received {
  const received = { text: '' }
  socket.setEncoding('latin1').on('data', text => {
    received.text += text
  })
  return received
}

function count(received: Received[]): number {
  return received.reduce((sum, { text }) => sum + statuses(text), 0)
}

function statuses(text: string): number {
  return text.split('HTTP/1.1 ').length - 1
}

async function connect(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = createConnection({ host: hostname, port: Number(port), noDelay: true })
  await once(socket, 'connect')
  return socket
}

function rawRequest({ rootKey, url }: StartedKeyturn, body: object): string {
  const json = JSON.stringify(body)
  const head = [
    'POST /v1/keys/verify HTTP/1.1',
    `Host: ${new URL(url).host}`,
    'Content-Type: application/json',
    `Content-Length: ${json.length}`,
    `Authorization: Bearer ${rootKey}`,
  ]
  return `${head.join('\r\n')}\r\n\r\n${json}`
}

async function until(isTrue: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error('the paused process did not answer in time')
    await sleep(5)
  }
}
