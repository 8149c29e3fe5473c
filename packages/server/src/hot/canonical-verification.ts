import type { VerifyInput } from '@keyturn/engine'
import { ownText } from '../http/own-text.ts'
import type { JsonCursor } from './json-cursor.ts'
import { readArray } from './read-array.ts'

/** The bounds of the contract's schema (contract/src/verification): what it would refuse is not canonical. */
const idLengthMax = 64
const environmentLengthMax = 64
const expressionLengthMax = 1_024
const scopeWordsMax = 64
const costMax = 1_000_000_000

/** No token is longer; the schema sets no bound. */
const keyLengthMax = 4_096
const observedLengthMax = { method: 64, path: 16_384, ip: 64, userAgent: 16_384, origin: 16_384 }

const side = '(?:\\*|[a-z0-9][a-z0-9_.-]{0,63})'
const scopeWordPattern = new RegExp(`^(?:\\*|${side}:${side})$`)

export type Observed = NonNullable<VerifyInput['request']>
export type ObservedName = keyof typeof observedLengthMax
type Draft = Partial<VerifyInput>

/** The verification that comes next, alone or among others; null when it is not canonical. */
export function verification(cursor: JsonCursor): VerifyInput | null {
  const draft: Draft = {
    key: undefined,
    apiId: undefined,
    environment: undefined,
    organizationId: undefined,
    scopes: undefined,
    cost: undefined,
    explain: undefined,
    request: undefined,
  }
  if (!cursor.entersObject()) return null
  while (cursor.takesName()) if (!readMember(cursor, draft)) return null
  return cursor.leavesObject() && hasKey(draft) ? draft : null
}

function hasKey(draft: Draft): draft is VerifyInput {
  return draft.key !== undefined
}

/** False for a member that is unknown, repeated, or not as the schema wants it. */
function readMember(cursor: JsonCursor, draft: Draft): boolean {
  if (cursor.isNamed('key')) {
    if (draft.key !== undefined) return false
    draft.key = readKey(cursor)
    return draft.key !== undefined
  }
  if (cursor.isNamed('apiId')) {
    if (draft.apiId !== undefined) return false
    draft.apiId = filledText(cursor, idLengthMax)
    return draft.apiId !== undefined
  }
  if (cursor.isNamed('environment')) {
    if (draft.environment !== undefined) return false
    draft.environment = filledText(cursor, environmentLengthMax)
    return draft.environment !== undefined
  }
  if (cursor.isNamed('scopes')) {
    if (draft.scopes !== undefined) return false
    draft.scopes = scopes(cursor)
    return draft.scopes !== undefined
  }
  if (cursor.isNamed('request')) {
    if (draft.request !== undefined) return false
    draft.request = observed(cursor)
    return draft.request !== undefined
  }
  return readRareMember(cursor, draft)
}

function readRareMember(cursor: JsonCursor, draft: Draft): boolean {
  if (cursor.isNamed('organizationId')) {
    if (draft.organizationId !== undefined) return false
    draft.organizationId = filledText(cursor, idLengthMax)
    return draft.organizationId !== undefined
  }
  if (cursor.isNamed('cost')) {
    if (draft.cost !== undefined) return false
    draft.cost = cost(cursor)
    return draft.cost !== undefined
  }
  if (!cursor.isNamed('explain') || draft.explain !== undefined) return false
  draft.explain = cursor.takesWord('true') ? true : cursor.takesWord('false') ? false : undefined
  return draft.explain !== undefined
}

function observed(cursor: JsonCursor): Observed | undefined {
  const request: Observed = {
    method: undefined,
    path: undefined,
    ip: undefined,
    userAgent: undefined,
    origin: undefined,
  }
  if (!cursor.entersObject()) return undefined
  while (cursor.takesName()) if (!readObservedMember(cursor, request)) return undefined
  return cursor.leavesObject() ? request : undefined
}

function readObservedMember(cursor: JsonCursor, request: Observed): boolean {
  if (cursor.isNamed('method')) {
    if (request.method !== undefined) return false
    request.method = readObservedText(cursor, 'method')
    return request.method !== undefined
  }
  if (cursor.isNamed('path')) {
    if (request.path !== undefined) return false
    request.path = readObservedText(cursor, 'path')
    return request.path !== undefined
  }
  if (cursor.isNamed('ip')) {
    if (request.ip !== undefined) return false
    request.ip = readObservedText(cursor, 'ip')
    return request.ip !== undefined
  }
  if (cursor.isNamed('userAgent')) {
    if (request.userAgent !== undefined) return false
    request.userAgent = readObservedText(cursor, 'userAgent')
    return request.userAgent !== undefined
  }
  if (!cursor.isNamed('origin') || request.origin !== undefined) return false
  request.origin = readObservedText(cursor, 'origin')
  return request.origin !== undefined
}

export function readKey(cursor: JsonCursor): string | undefined {
  return text(cursor.string(), keyLengthMax)
}

/** The engine may keep addresses (they are sources of unknown tokens), so they get memory of their own. */
export function readObservedText(cursor: JsonCursor, name: ObservedName): string | undefined {
  return text(name === 'ip' ? cursor.ownString() : cursor.string(), observedLengthMax[name])
}

function text(value: string | null, lengthMax: number): string | undefined {
  return value !== null && value.length <= lengthMax ? value : undefined
}

/** With memory of its own: it is compared with what keys have, and a slice is compared character by character. */
function filledText(cursor: JsonCursor, lengthMax: number): string | undefined {
  const value = text(cursor.ownString(), lengthMax)
  return value === '' ? undefined : value
}

function scopes(cursor: JsonCursor): string | string[] | undefined {
  const expression = cursor.ownString()
  if (expression === null) return readArray(cursor, scopeWord, scopeWordsMax) ?? undefined
  return expression !== '' && expression.length <= expressionLengthMax ? expression : undefined
}

/** Words that were checked before, with memory of their own: services ask for the same few again and again. */
const knownWords = new Map<string, string>()
const knownWordsMax = 1_000

function scopeWord(cursor: JsonCursor): string | null {
  const word = cursor.string()
  if (word === null) return null
  const known = knownWords.get(word)
  if (known !== undefined) return known
  if (!scopeWordPattern.test(word)) return null
  const own = ownText(word)
  if (knownWords.size >= knownWordsMax) knownWords.clear()
  knownWords.set(own, own)
  return own
}

function cost(cursor: JsonCursor): number | undefined {
  const value = cursor.integer()
  return value !== null && value <= costMax ? value : undefined
}
