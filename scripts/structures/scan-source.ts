/** One import, export-from, dynamic import or import type, as written. */
export type ImportStatement = { specifier: string; line: number; typeOnly: boolean }

export type ScannedSource = {
  /** The text with comments and the insides of strings blanked, so that offsets and lines stay. */
  code: string
  /** The text with everything but comments blanked. */
  comments: string
  imports: ImportStatement[]
}

type Region = { kind: 'code' | 'comment' | 'string'; from: number; to: number }

/** Reads TypeScript by its tokens only; knows strings, templates, comments and regular expressions. */
export function scanSource(text: string): ScannedSource {
  const code = text.split('')
  const comments = blank(text).split('')
  for (const { kind, from, to } of findRegions(text)) {
    for (let at = from; at < Math.min(to, text.length); at++) {
      if (kind === 'comment') comments[at] = text[at] ?? ''
      if (kind !== 'code' && text[at] !== '\n') code[at] = ' '
    }
  }
  const blanked = code.join('')
  return { code: blanked, comments: comments.join(''), imports: findImports(text, blanked) }
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ')
}

/** Everything that is not code. Quotes themselves count as code, so that imports can still be seen. */
function findRegions(text: string): Region[] {
  const regions: Region[] = []
  const templateDepths: number[] = []
  let depth = 0
  let at = 0
  while (at < text.length) {
    const two = text.slice(at, at + 2)
    const character = text[at] ?? ''
    if (two === '//' || (at === 0 && two === '#!')) at = push(regions, 'comment', at, endOf(text, '\n', at))
    else if (two === '/*') at = push(regions, 'comment', at, endOf(text, '*/', at + 2) + 2)
    else if (character === "'" || character === '"') at = readString(text, at, regions)
    else if (character === '`') at = readTemplate(text, at + 1, regions, templateDepths, depth)
    else if (character === '}' && templateDepths.at(-1) === depth) {
      templateDepths.pop()
      at = readTemplate(text, at + 1, regions, templateDepths, depth)
    } else if (character === '/' && startsRegularExpression(text, at))
      at = readRegularExpression(text, at, regions)
    else {
      if (character === '{') depth++
      if (character === '}') depth--
      at++
    }
  }
  return regions
}

function push(regions: Region[], kind: Region['kind'], from: number, to: number): number {
  regions.push({ kind, from, to })
  return to
}

function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from)
  return found < 0 ? text.length : found
}

/** A string ends with its line at the latest, so that an apostrophe in JSX text hides one line at most. */
function readString(text: string, start: number, regions: Region[]): number {
  const quote = text[start]
  let at = start + 1
  while (at < text.length && text[at] !== quote && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1
  return push(regions, 'string', start + 1, at) + 1
}

/** Reads template text up to the closing backtick or to `${`, whose matching brace continues it. */
function readTemplate(
  text: string,
  start: number,
  regions: Region[],
  depths: number[],
  depth: number,
): number {
  let at = start
  while (at < text.length && text[at] !== '`') {
    if (text[at] === '$' && text[at + 1] === '{') {
      depths.push(depth)
      return push(regions, 'string', start, at) + 2
    }
    at += text[at] === '\\' ? 2 : 1
  }
  return push(regions, 'string', start, at) + 1
}

/** After a value a slash divides; after an operator, an opening bracket or a keyword it opens a pattern. */
function startsRegularExpression(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 20), at).trimEnd()
  if (before === '') return true
  if (/(?:^|[^\w$.])(?:return|typeof|case|of|in|void|await|yield)$/.test(before)) return true
  return /(?:=>|[=(,:;!&|?{[+\-*%~^])$/.test(before) && !/(?:\+\+|--)$/.test(before)
}

function readRegularExpression(text: string, start: number, regions: Region[]): number {
  let at = start + 1
  let inClass = false
  while (at < text.length && text[at] !== '\n' && (inClass || text[at] !== '/')) {
    if (text[at] === '[') inClass = true
    if (text[at] === ']') inClass = false
    at += text[at] === '\\' ? 2 : 1
  }
  return push(regions, 'string', start + 1, at) + 1
}

const importPatterns = [
  /\b(?:import|export)\b(?<clause>(?:(?!\b(?:import|export)\b)[\s\w$*{},])*)\bfrom\s*['"]/g,
  /\bimport\s*['"]/g,
  /\b(?:import|require)\s*\(\s*['"`]/g,
]

function findImports(text: string, code: string): ImportStatement[] {
  const found: ImportStatement[] = []
  for (const pattern of importPatterns) {
    for (const match of code.matchAll(pattern)) {
      const start = match.index + match[0].length
      const quote = text[start - 1] ?? ''
      const line = text.slice(0, match.index).split('\n').length
      const specifier = text.slice(start, endOf(text, quote, start))
      found.push({
        specifier,
        line,
        typeOnly: /^\s*type\b(?!\s*$)/.test(match.groups?.['clause'] ?? ''),
      })
    }
  }
  return found.sort((left, right) => left.line - right.line)
}
