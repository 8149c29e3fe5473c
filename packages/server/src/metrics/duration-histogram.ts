export type ObservedRequest = { method: string; route: string; status: number; seconds: number }

const bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

type Series = {
  labels: string
  /** One for each bound, and one for what is beyond all. */
  counts: Float64Array
  sum: number
}

/**
 * How long requests took. Counting one is an addition; what Prometheus reads, with its cumulative buckets, is made when
 * it asks. Labels need no escapes: methods, route templates and statuses are ours.
 */
export class DurationHistogram {
  readonly #name: string
  readonly #help: string
  readonly #series = new Map<string, Map<string, Map<number, Series>>>()
  /** What is counted is mostly what was counted before. */
  #latest: { method: string; route: string; status: number; series: Series } | null = null

  constructor(input: { name: string; help: string }) {
    this.#name = input.name
    this.#help = input.help
  }

  observe({ method, route, status, seconds }: ObservedRequest): void {
    const series = this.#seriesOf({ method, route, status })
    let bucket = 0
    while (bucket < bounds.length && seconds > (bounds[bucket] ?? 0)) bucket++
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1
    series.sum += seconds
  }

  /** In the text format of Prometheus, version 0.0.4. */
  toText(): string {
    const lines = [`# HELP ${this.#name} ${this.#help}`, `# TYPE ${this.#name} histogram`]
    for (const byMethod of this.#series.values())
      for (const byStatus of byMethod.values())
        for (const series of byStatus.values()) lines.push(...this.#linesOf(series))
    return `${lines.join('\n')}\n`
  }

  #seriesOf({ method, route, status }: Omit<ObservedRequest, 'seconds'>): Series {
    const latest = this.#latest
    if (latest !== null && latest.route === route && latest.method === method && latest.status === status)
      return latest.series
    const series = this.#series.get(route)?.get(method)?.get(status) ?? this.#open({ method, route, status })
    this.#latest = { method, route, status, series }
    return series
  }

  #linesOf({ labels, counts, sum }: Series): string[] {
    let count = 0
    const lines = Array.from(counts, (each, bucket) => {
      count += each
      return `${this.#name}_bucket{le="${bounds[bucket] ?? '+Inf'}",${labels}} ${count}`
    })
    return [...lines, `${this.#name}_sum{${labels}} ${sum}`, `${this.#name}_count{${labels}} ${count}`]
  }

  #open({ method, route, status }: Omit<ObservedRequest, 'seconds'>): Series {
    const byMethod = this.#series.get(route) ?? new Map<string, Map<number, Series>>()
    const byStatus = byMethod.get(method) ?? new Map<number, Series>()
    const labels = `method="${method}",route="${route}",status="${status}"`
    const series = { labels, counts: new Float64Array(bounds.length + 1), sum: 0 }
    this.#series.set(route, byMethod.set(method, byStatus.set(status, series)))
    return series
  }
}
