import type { FastifyInstance } from 'fastify'
import { notFound, ProblemError, sendProblem } from './problem.ts'

/** Answers what no route does: 405 with the right methods, OPTIONS with the same (RFC 9110, 9.3.7), else 404. */
export function answerUnknown(server: FastifyInstance): void {
  const methodsOf = collectMethods(server)
  server.setNotFoundHandler((request, reply) => {
    const allowed = methodsOf(request.url)
    if (allowed.length === 0) {
      return sendProblem(request, reply, notFound('There is nothing at this address.').problem)
    }
    reply.header('allow', [...allowed, 'OPTIONS'].sort().join(', '))
    if (request.method === 'OPTIONS') return reply.code(204).send()
    return sendProblem(request, reply, wrongMethod(allowed).problem)
  })
}

/** Collects the routes that are registered from now on; the result says which methods an address answers. */
function collectMethods(server: FastifyInstance): (url: string) => string[] {
  const routes: { segments: string[]; methods: string[] }[] = []
  server.addHook('onRoute', ({ url, method }) => {
    routes.push({ segments: url.split('/'), methods: [method].flat() })
  })
  return url => {
    const given = (url.split('?', 1)[0] ?? '').split('/')
    const answering = routes.filter(({ segments }) => matches(segments, given))
    return [...new Set(answering.flatMap(({ methods }) => methods))].sort()
  }
}

function matches(segments: readonly string[], given: readonly string[]): boolean {
  if (segments.length !== given.length) return false
  return segments.every(
    (segment, at) => segment === given[at] || (segment.startsWith(':') && given[at] !== ''),
  )
}

function wrongMethod(allowed: readonly string[]): ProblemError {
  const detail = `This address answers ${allowed.join(', ')}.`
  return new ProblemError({ status: 405, code: 'method_not_allowed', title: 'Method not allowed', detail })
}
