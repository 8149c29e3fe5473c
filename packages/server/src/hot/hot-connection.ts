import type { Socket } from 'node:net'
import type { GatewayAnswer } from '../forward-auth/gateway-answer.ts'
import { toProblem } from '../http/to-problem.ts'
import type { AnswerText } from './answer-bytes.ts'
import { AwaitedRequest, awaitedBytesMax } from './awaited-request.ts'
import { readBatch } from './canonical-batch.ts'
import { type CanonicalHead, endOfHead, mayBeVerification, readHead } from './canonical-head.ts'
import { type GatewayAnswering, GatewayCall } from './gateway-call.ts'
import { GatewayHeads } from './gateway-head.ts'
import { type Answering, HotCall } from './hot-call.ts'
import { JsonCursor } from './json-cursor.ts'
import type { LaneConnection, LaneContext } from './lane-context.ts'
import { type ReportedCall, reportCall } from './report-call.ts'
import { readChunks, readShared } from './shared-reads.ts'
import { VerificationReader } from './verification-reader.ts'

type PresentedToken = Exclude<ReturnType<LaneContext['verifier']['present']>, null>

const nothing = Buffer.alloc(0)

/**
 * A client's connection while all that it sends is canonical. Requests are taken from whole chunks and answered one
 * after the other; the first bytes that are anything else go to the ordinary lane, and the connection with them.
 */
export class HotConnection implements Answering, GatewayAnswering, LaneConnection {
  readonly socket: Socket
  activeAt: number
  readonly #lane: LaneContext
  /** The socket's, or what a trusted proxy says: of the request in front. */
  #ip: string | null = null
  #bytes: Buffer = nothing
  /** The same as Latin-1, which says how many of `#bytes` count. */
  #text = ''
  #offset = 0
  /** Whether `#bytes` is memory that the next read of any connection overwrites. */
  #isBorrowed = false
  /** What came in while something else was to be done first. Reading pauses then, so it stays small. */
  #queued: Buffer | null = null
  /** Clients repeat themselves: a head like the one before is not read again. */
  #head: CanonicalHead | null = null
  #caller: PresentedToken | null = null
  /** The same for bodies. */
  readonly #verifications = new VerificationReader()
  readonly #gatewayHeads = new GatewayHeads()
  #call: ReportedCall | null = null
  /** The request in front, while its body is not here yet: nothing else is held then. */
  #awaited: AwaitedRequest | null = null
  #served = 0
  #isBlocked = false
  #isEnded = false
  #isOver = false
  #isProceeding = false

  constructor(socket: Socket, lane: LaneContext, now: number) {
    this.socket = socket
    this.activeAt = now
    this.#lane = lane
    readShared(socket, this.#onRead)
    socket.on('data', this.#onData).on('end', this.#onEnd).on('drain', this.#onDrain)
    socket.on('error', this.#onError).on('close', this.#onClose)
  }

  get phase(): LaneConnection['phase'] {
    if (this.#call !== null) return 'answering'
    if (this.#awaited !== null) return 'awaiting'
    if (this.#isBlocked) return 'blocked'
    return this.#served === 0 ? 'new' : 'idle'
  }

  close(): void {
    this.#isOver = true
    this.socket.destroySoon()
  }

  /** The ordinary lane goes on with what has arrived; its time-outs begin. */
  giveUpWaiting(): void {
    if (this.#awaited === null) return
    this.#takeAwaited(this.#awaited)
    this.#passOn()
  }

  answer(call: HotCall, json: string | Buffer): void {
    const isLast = this.#isLast()
    this.#send(call, this.#lane.answers.json(json, { requestId: call.requestId, isLast }), isLast)
  }

  refuse(call: HotCall, error: unknown): void {
    const isLast = this.#isLast()
    const problem = toProblem(error)
    this.#lane.failures.report({ requestId: call.requestId, problem, error })
    this.#send(call, this.#lane.answers.problem(problem, { requestId: call.requestId, isLast }), isLast)
  }

  tell(call: GatewayCall, answer: GatewayAnswer): void {
    const isLast = this.#isLast()
    this.#send(call, this.#lane.answers.gateway(answer, { requestId: call.requestId, isLast }), isLast)
  }

  /** A fault of ours: where it left this connection is unknown, and the others are to live. */
  fail(error: unknown): void {
    this.#lane.log.error({ err: error }, 'the hot lane failed')
    this.#isOver = true
    this.socket.destroy()
  }

  readonly #onRead = (length: number, bytes: Buffer): boolean => {
    if (this.#isOver) return true
    if (this.#isFree()) {
      this.#read(bytes, length)
      this.#isBorrowed = true
      this.#proceed()
      if (this.#offset < this.#text.length) this.#keepBytes()
    } else this.#onData(Buffer.from(bytes.subarray(0, length)))
    return true
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.#isOver) return
    if (this.#awaited !== null) this.#await(this.#awaited, chunk)
    else {
      this.#queued = this.#queued === null ? chunk : Buffer.concat([this.#queued, chunk])
      this.#proceed()
    }
  }

  readonly #onEnd = (): void => {
    this.#isEnded = true
    if (this.#awaited === null) this.#proceed()
    else this.#refuseUnfinished()
  }

  readonly #onDrain = (): void => {
    this.#isBlocked = false
    this.activeAt = performance.now()
    this.#proceed()
  }

  /** Resets are the client's business, and the socket destroys itself. */
  readonly #onError = (): void => {}

  readonly #onClose = (): void => {
    this.#isOver = true
    this.#lane.forget(this)
  }

  /** Takes requests until one has to be waited for, and then settles how the connection goes on. */
  #proceed(): void {
    if (this.#isProceeding) return
    this.#isProceeding = true
    try {
      while (this.#hasNext()) if (!this.#start()) this.#passOn()
      if (!this.#isOver) this.#settle()
    } catch (error) {
      this.fail(error)
    }
    this.#isProceeding = false
  }

  #await(awaited: AwaitedRequest, chunk: Buffer): void {
    awaited.add(chunk)
    if (awaited.isScattered) this.giveUpWaiting()
    else if (awaited.isWhole) {
      this.#takeAwaited(awaited)
      this.#proceed()
    }
  }

  #takeAwaited(awaited: AwaitedRequest): void {
    this.#awaited = null
    this.#read(awaited.bytes())
  }

  #read(bytes: Buffer, length = bytes.length): void {
    this.#bytes = bytes
    this.#isBorrowed = false
    this.#offset = 0
    this.#text = bytes.toString('latin1', 0, length)
  }

  /** Whether what comes now is next, and nothing is before it. */
  #isFree(): boolean {
    const isBusy = this.#call !== null || this.#awaited !== null || this.#isBlocked || this.#isProceeding
    return !isBusy && this.#queued === null && this.#offset >= this.#text.length
  }

  #keepBytes(): void {
    if (this.#isBorrowed) this.#bytes = Buffer.from(this.#bytes.subarray(0, this.#text.length))
    this.#isBorrowed = false
  }

  /** What has not been taken yet, in memory of its own. */
  #rest(): Buffer {
    this.#keepBytes()
    return this.#bytes.subarray(this.#offset)
  }

  #hasNext(): boolean {
    if (this.#call !== null || this.#awaited !== null || this.#isBlocked || this.#isOver) return false
    if (this.#offset < this.#text.length) return true
    this.#read(this.#queued ?? nothing)
    this.#queued = null
    return this.#text.length > 0
  }

  #settle(): void {
    const isBehind = this.#isBlocked || this.#queued !== null || this.#offset < this.#text.length
    if (isBehind) this.socket.pause()
    else if (this.socket.isPaused()) this.socket.resume()
    if (!this.#isEnded || this.#call !== null || isBehind) return
    if (this.#awaited === null) this.close()
    else this.#refuseUnfinished()
  }

  /** Starts on the request in front; false when it is not one for this lane, and nothing was spent on it. */
  #start(): boolean {
    const head = this.#readHead()
    if (head === null) return this.#startForGateway()
    const caller = this.#caller
    if (caller === null) return false
    const start = this.#offset + head.text.length
    const end = start + head.contentLength
    const { path } = head
    const { verifier } = this.#lane
    const principal = verifier.tryAuthenticate(caller, { method: 'POST', path, ip: this.#ip })
    if (principal === null ? verifier.isDeciding() : !principal.scopes.grants('keys:verify')) return false
    if (end > this.#text.length) return principal !== null && this.#waitFor(end - this.#offset)
    const cursor = new JsonCursor(this.#bytes, this.#text, { start, end })
    const reader = this.#verifications
    const input = path === '/v1/keys/verify' ? reader.read(cursor) : readBatch(cursor, reader)
    if (input === null || !cursor.isAtEnd()) return false
    const call = new HotCall(this.#lane, path, this)
    const offset = this.#offset
    this.#call = call
    this.#offset = end
    if (principal === null || !call.verify(principal, input)) this.#holdForLease(call, offset)
    return true
  }

  /** Only for who may ask: what others send is held by node, by its rules. */
  #waitFor(length: number): boolean {
    if (length > awaitedBytesMax) return false
    const awaited = new AwaitedRequest(this.#rest(), length)
    if (this.#queued !== null) awaited.add(this.#queued)
    this.#queued = null
    if (awaited.isWhole) this.#read(awaited.bytes())
    else {
      this.#awaited = awaited
      this.#read(nothing)
      this.activeAt = performance.now()
    }
    return true
  }

  #refuseUnfinished(): void {
    this.#awaited = null
    this.#isOver = true
    this.#lane.refuseUnfinished(this)
  }

  /** The same for a gateway's question, which has no body. */
  #startForGateway(): boolean {
    const start = this.#offset
    const end = endOfHead(this.#text, start)
    const head = end === -1 ? null : this.#gatewayHeads.read(this.#bytes, this.#text, { start, end })
    // Without a lease the ordinary lane waits for it.
    if (head === null || !this.#lane.verifier.isDeciding()) return false
    const call = new GatewayCall(this.#lane, head, this)
    this.#call = call
    this.#offset = end
    if (call.begin(this.socket.remoteAddress)) return true
    this.#call = null
    this.#offset = start
    return false
  }

  #readHead(): CanonicalHead | null {
    if (this.#head !== null && this.#isNext(this.#head.text)) return this.#head
    if (!mayBeVerification(this.#text, this.#offset)) return null
    const end = endOfHead(this.#text, this.#offset)
    // A string of its own: a slice would keep the chunk for as long as the connection lives.
    const head = end === -1 ? null : readHead(this.#bytes.toString('latin1', this.#offset, end))
    if (head !== null) {
      if (head.credential !== this.#head?.credential)
        this.#caller = this.#lane.verifier.present(head.credential)
      this.#ip = this.#lane.clientAddress(this.socket.remoteAddress, head.forwardedFor)
    }
    this.#head = head
    return head
  }

  /** Slices are compared by the processor's widest words, which `startsWith` is not. */
  #isNext(text: string): boolean {
    return this.#text.slice(this.#offset, this.#offset + text.length) === text
  }

  /** Without a lease nobody is told anything yet; once it is back, the request is read again from `offset`. */
  #holdForLease(call: HotCall, offset: number): void {
    this.#keepBytes()
    const readAgain = (): void => {
      this.#call = null
      this.#offset = offset
      this.#proceed()
    }
    this.#lane.verifier.untilDeciding().then(readAgain, (error: unknown) => call.refused(error))
  }

  #isLast(): boolean {
    return this.#lane.isStopping() || this.#served + 1 >= this.#lane.requestsMax
  }

  #send(call: ReportedCall, answer: AnswerText, isLast: boolean): void {
    this.#call = null
    this.#served++
    this.activeAt = performance.now()
    if (!this.#isOver) this.#isBlocked = !this.#write(answer)
    if (isLast) this.close()
    reportCall(this.#lane, call, { status: answer.status, milliseconds: this.activeAt - call.startedAt })
    this.#proceed()
  }

  /** False where the client is to read first. What is in two pieces goes to the system at once, and is not put together. */
  #write({ text, encoding, bytes }: AnswerText): boolean {
    if (bytes === null) return this.socket.write(text, encoding)
    this.socket.cork()
    this.socket.write(text, encoding)
    const isTaken = this.socket.write(bytes)
    this.socket.uncork()
    return isTaken
  }

  /** node:http goes on with the bytes that are not canonical, and with all that follow. */
  #passOn(): void {
    const { socket } = this
    this.#isOver = true
    socket.off('data', this.#onData).off('end', this.#onEnd).off('drain', this.#onDrain)
    socket.off('error', this.#onError).off('close', this.#onClose)
    // Paused, or what is put back would be lost between two listeners.
    socket.pause()
    if (this.#queued !== null) socket.unshift(this.#queued)
    socket.unshift(this.#rest())
    readChunks(socket)
    this.#lane.passOn(this)
    socket.resume()
  }
}
