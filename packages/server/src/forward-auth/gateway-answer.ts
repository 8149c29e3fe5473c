import {
  problemDefinitions,
  quotedString,
  rateLimitHeaders,
  retryAfterSeconds,
  verdictDetail,
} from '@keyturn/contract'
import type { Admission } from '@keyturn/engine'
import { HttpProblem } from '../http/http-problem.ts'
import { type ProblemAnswer, problemAnswer } from '../http/problem-answer.ts'
import { problemBody } from '../http/to-problem.ts'
import { keyHeaders } from './key-headers.ts'

/** An answer to a gateway; an empty body is none. Headers are ASCII. */
export type GatewayAnswer = ProblemAnswer

type Asked = { target: string; requestId: string; helpUrl: string }

const problemLengthMax = 2_000

/** What became of a question: passed on, or the refusal to pass on to the caller. */
export function gatewayAnswer(verdict: Admission, asked: Asked): GatewayAnswer {
  return verdict.code === 'valid' ? admitted(verdict) : refusal(problemOf(verdict), asked)
}

/** An admission is read by the gateway alone; a refusal it may pass on to a browser. */
export function isForGateway(status: number): boolean {
  return status === 200
}

/** nginx's `auth_request` passes on 401 and 403 and makes 500 of everything else, so `mode=nginx` hides the rest in 403. */
export function refusal(problem: HttpProblem, asked: Asked): GatewayAnswer {
  const answer = problemAnswer(problem, asked)
  if (!/[?&]mode=nginx(?:&|$)/.test(asked.target)) return answer
  const { status } = answer
  const isPassedOn = status === 401 || status === 403
  const headers = {
    ...answer.headers,
    ...(isPassedOn ? {} : { 'x-keyturn-status': String(status) }),
    'x-keyturn-problem': headerText(problem, asked),
  }
  return { ...answer, status: isPassedOn ? status : 403, headers }
}

function admitted({ key, rateLimits }: Admission): GatewayAnswer {
  if (key === null) throw new Error('a valid key is nobody')
  const headers = keyHeaders(key)
  if (rateLimits !== null) Object.assign(headers, rateLimitHeaders(rateLimits))
  return { status: 200, headers, body: '' }
}

/** Every way in which a key can be wrong has one title; the codes are for who presents that very key. */
function problemOf({ code, missingScopes, rateLimits }: Admission): HttpProblem {
  const detail = verdictDetail(code, { missingScopes: missingScopes ?? [] })
  switch (code) {
    case 'valid':
      throw new Error('a valid key is not refused')
    case 'malformed':
    case 'not_found':
      return new HttpProblem('invalid_api_key', detail)
    case 'revoked':
    case 'disabled':
    case 'expired':
      return new HttpProblem(`key_${code}`, detail)
    case 'insufficient_scope': {
      const scope = quotedString((missingScopes ?? []).join(' '))
      const challenge = `Bearer realm="keyturn", error="insufficient_scope", scope=${scope}`
      return new HttpProblem(code, detail, { headers: { 'www-authenticate': challenge } })
    }
    case 'rate_limited': {
      const limits = rateLimits ?? []
      const wait = String(retryAfterSeconds(limits))
      return new HttpProblem(code, detail, {
        headers: { 'retry-after': wait, ...rateLimitHeaders(limits) },
      })
    }
    default:
      return new HttpProblem(code, detail)
  }
}

/** The body as a header: nginx drops the body of what it asked. Short, because nginx has 4 KiB for all headers. */
function headerText(problem: HttpProblem, asked: Asked): string {
  const text = ascii(problemBody(new HttpProblem(problem.code, problem.message), asked))
  if (text.length <= problemLengthMax) return text
  return ascii(problemBody(new HttpProblem(problem.code, problemDefinitions[problem.code].advice), asked))
}

function ascii(json: string): string {
  return json.replace(
    /[^\x20-\x7e]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
