import { ProblemError } from './problem.ts'

const structure = /"(?:[^"\\]|\\.)*"|[{}[\],]/g
const reserved = new Set(['__proto__', 'constructor', 'prototype'])
const depthMax = 32

/**
 * Strict JSON (RFC 8259): UTF-8, no member twice, none that reaches into prototypes, at most 32 levels. `JSON.parse`
 * keeps the last of two members without a word, and two readers that disagree on a body are how checks are bypassed.
 */
export function parseJson(bytes: Buffer): unknown {
  const text = decode(bytes)
  const value = parse(text)
  checkMembers(text)
  return value
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw malformed('Send JSON in UTF-8.')
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformed('Send one valid JSON object.')
  }
}

/** Null stands for an array, which has no names. `text` is valid JSON. */
function checkMembers(text: string): void {
  const open: (Set<string> | null)[] = []
  let expectsName = false
  for (const [token] of text.matchAll(structure)) {
    if (token === '{' || token === '[') {
      if (open.push(token === '{' ? new Set() : null) > depthMax) throw malformed('Nest less deeply.')
      expectsName = token === '{'
    } else if (token === '}' || token === ']') {
      open.pop()
      expectsName = false
    } else if (token === ',') {
      expectsName = Boolean(open.at(-1))
    } else if (expectsName) {
      takeName(open.at(-1) ?? new Set(), String(JSON.parse(token)))
      expectsName = false
    }
  }
}

function takeName(names: Set<string>, name: string): void {
  if (reserved.has(name)) throw malformed('Leave out members that are named like parts of a prototype.')
  if (names.has(name)) {
    const detail = 'A member occurs twice in one object. Send each member once.'
    throw new ProblemError({ status: 400, code: 'duplicate_member', title: 'Duplicate member', detail })
  }
  names.add(name)
}

function malformed(detail: string): ProblemError {
  return new ProblemError({ status: 400, code: 'malformed_json', title: 'Malformed JSON', detail })
}
