import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { type KeyturnOptions, type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'
import { readKeyNames } from './read-stored.ts'

export type RepeatOptions = Pick<KeyturnOptions, 'database' | 'command'> & {
  /** Each under an Idempotency-Key of its own, and carried to an answer three times. */
  creates: number
  /** How many of the requests are cut before their answer, from 0 to 1. */
  cutShare: number
  /** How often the process is killed meanwhile, and started again. */
  kills: number
}

export type RepeatReport = {
  creates: number
  requests: number
  cut: number
  kills: number
  keys: number
  /** What must not be, one sentence each. */
  wrong: string[]
}

const repetitions = 3
const workers = 16
const cutAfterMsMax = 12

type Answer = { key: { id: string }; secret: string | null }

/** Sends creates again and again over connections that break, to a process that is killed: each must make one key (G27). */
export async function runRepeatedCreates(options: RepeatOptions): Promise<RepeatReport> {
  const { database, command, creates, kills } = options
  const build = { database, ...(command === undefined ? {} : { command }) }
  const first = await startKeyturn(build)
  const { rootKey, dataDirectory, databaseUrl } = first
  const senders = new Senders(first, options)
  try {
    await senders.prepare(first)
    const sending = senders.run()
    for (let kill = 1; kill <= kills; kill++) {
      const share = kill / (kills + 1)
      await Promise.race([sending, senders.untilAnswered(share * creates * repetitions)])
      await senders.node.kill()
      senders.node = await startKeyturn({ ...build, rootKey, dataDirectory, databaseUrl })
    }
    await sending
    await senders.node.stop()
    const names = await readKeyNames({ dataDirectory, databaseUrl })
    return { creates, kills, keys: names.length, ...senders.counts, wrong: senders.findWrong(names) }
  } finally {
    senders.isOver = true
    await senders.node.kill()
    await first.remove()
  }
}

class Senders {
  /** Where requests go at the moment. */
  node: StartedKeyturn
  /** From now on nothing more is sent. */
  isOver = false
  readonly counts = { requests: 0, cut: 0 }
  readonly #options: RepeatOptions
  readonly #answers = new Map<number, Answer[]>()
  #place = { apiId: '', organizationIds: [] as string[] }
  #answered = 0
  #next = 0

  constructor(node: StartedKeyturn, options: RepeatOptions) {
    this.node = node
    this.#options = options
  }

  async prepare({ client }: StartedKeyturn): Promise<void> {
    const { id } = await client.apis.create({ name: 'Repeats', prefix: 'rep' })
    const organizations = await Promise.all(
      Array.from({ length: 8 }, (_, index) => client.organizations.create({ name: `Customer ${index}` })),
    )
    this.#place = { apiId: id, organizationIds: organizations.map(each => each.id) }
  }

  async run(): Promise<void> {
    await Promise.all(Array.from({ length: workers }, () => this.#work()))
  }

  async untilAnswered(answers: number): Promise<void> {
    while (this.#answered < answers && !this.isOver) await sleep(5)
  }

  findWrong(names: readonly string[]): string[] {
    const wrong: string[] = []
    const times = Map.groupBy(names, name => name)
    for (let index = 0; index < this.#options.creates; index++) {
      const keys = times.get(nameOf(index))?.length ?? 0
      const answers = this.#answers.get(index) ?? []
      const ids = new Set(answers.map(({ key }) => key.id)).size
      const secrets = answers.filter(({ secret }) => secret !== null).length
      if (keys !== 1) wrong.push(`${nameOf(index)} made ${keys} keys`)
      if (ids !== 1) wrong.push(`${nameOf(index)} was answered with ${ids} ids`)
      if (secrets > 1) wrong.push(`${nameOf(index)} showed its secret ${secrets} times`)
    }
    return wrong
  }

  async #work(): Promise<void> {
    const { creates } = this.#options
    for (let index = this.#next++; index < creates; index = this.#next++) {
      const answers: Answer[] = []
      this.#answers.set(index, answers)
      while (answers.length < repetitions && !this.isOver) {
        const answer = await this.#send(index)
        if (answer === null) continue
        answers.push(answer)
        this.#answered += 1
      }
    }
  }

  /** Null when there was no answer, or one to come again. */
  async #send(index: number): Promise<Answer | null> {
    const { apiId, organizationIds } = this.#place
    const body = { apiId, organizationId: organizationIds[index % 8], name: nameOf(index) }
    const isCut = Math.random() < this.#options.cutShare
    const cut = new AbortController()
    const timer = isCut ? setTimeout(() => cut.abort(), Math.random() * cutAfterMsMax) : undefined
    const { url, rootKey } = this.node
    const dispatcher = isCut ? new Agent({ connections: 1 }) : undefined
    this.counts.requests += 1
    try {
      const answer = await request(`${url}/v1/keys`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${rootKey}`,
          'content-type': 'application/json',
          'idempotency-key': `create ${index}`,
        },
        body: JSON.stringify(body),
        signal: cut.signal,
        ...(dispatcher ? { dispatcher } : {}),
      })
      const text = await answer.body.text()
      if (answer.statusCode === 201) return JSON.parse(text)
      if (![409, 503].includes(answer.statusCode)) throw new Error(`${answer.statusCode}: ${text}`)
    } catch (error) {
      if (error instanceof Error && /^\d{3}:/.test(error.message)) throw error
      if (cut.signal.aborted) this.counts.cut += 1
      else await sleep(20)
    } finally {
      clearTimeout(timer)
      await dispatcher?.destroy()
    }
    return null
  }
}

function nameOf(index: number): string {
  return `create ${index}`
}
