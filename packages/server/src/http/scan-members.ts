import { HttpProblem } from './http-problem.ts'

const maxDepth = 32
const forbidden = new Set(['__proto__', 'constructor', 'prototype'])

/** One open object or array. */
type Level = { names: Set<string> | null; expectsName: boolean }

/**
 * Refuses duplicate member names, names that reach into prototypes, and deep nesting. `JSON.parse` keeps the last
 * of two members without a word, so names are read from the text, which must already be valid JSON.
 */
export function scanMembers(text: string): void {
  const levels: Level[] = []
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case 0x22: {
        const end = endOfString(text, index)
        const level = levels.at(-1)
        if (level?.names && level.expectsName) {
          takeName(level.names, text.slice(index, end + 1))
          level.expectsName = false
        }
        index = end
        break
      }
      case 0x7b:
        open(levels, { names: new Set(), expectsName: true })
        break
      case 0x5b:
        open(levels, { names: null, expectsName: false })
        break
      case 0x7d:
      case 0x5d:
        levels.pop()
        break
      case 0x2c: {
        const level = levels.at(-1)
        if (level?.names) level.expectsName = true
        break
      }
    }
  }
}

function open(levels: Level[], level: Level): void {
  if (levels.length >= maxDepth) {
    throw new HttpProblem('json_too_deep', `The body is nested deeper than ${maxDepth} levels.`)
  }
  levels.push(level)
}

function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit === 0x5c) index++
    else if (unit === 0x22) return index
  }
  return text.length
}

function takeName(names: Set<string>, literal: string): void {
  const name: string = literal.includes('\\') ? JSON.parse(literal) : literal.slice(1, -1)
  if (forbidden.has(name)) {
    throw new HttpProblem('invalid_input', `A member must not be called ${name}.`, {
      errors: [{ pointer: `/${name}`, message: 'This name is not allowed.' }],
    })
  }
  if (names.has(name)) {
    throw new HttpProblem('duplicate_member', 'A member occurs twice in one object. Send each member once.')
  }
  names.add(name)
}
