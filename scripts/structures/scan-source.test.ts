import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scanSource } from './scan-source.ts'

function specifiers(text: string): string[] {
  return scanSource(text).imports.map(({ specifier }) => specifier)
}

describe('scanSource', () => {
  test.each([
    ["import { a } from './a.ts'", './a.ts', false],
    ["import a, { b as c } from './a.ts'", './a.ts', false],
    ["import * as a from './a.ts'", './a.ts', false],
    ["import './a.ts'", './a.ts', false],
    ["import {\n  type A,\n  b,\n} from './a.ts'", './a.ts', false],
    ["export * from './a.ts'", './a.ts', false],
    ["export { a } from './a.ts'", './a.ts', false],
    ["const a = await import('./a.ts')", './a.ts', false],
    ["type A = import('./a.ts').A", './a.ts', false],
    ["import type { A } from './a.ts'", './a.ts', true],
    ["export type { A } from './a.ts'", './a.ts', true],
    ["import type from './a.ts'", './a.ts', false],
  ])('sees %j', (text, specifier, typeOnly) => {
    expect(scanSource(text).imports).toEqual([{ specifier, line: 1, typeOnly }])
  })

  test('sees an import after every construct that could hide it', () => {
    const hiding = [
      "const a = 'it\\'s'",
      'const b = "/*"',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
      "const c = `'${d ? `}` : { e: '`' }}`",
      'const f = /["\'`]/.test(g)',
      'const h = [/[/"]/, i / j / k]',
      "// don't",
      '/* " */',
      'export type { X }\nexport { y }',
    ]
    for (const text of hiding)
      expect([text, ...specifiers(`${text}\nimport z from './z.ts'`)]).toEqual([text, './z.ts'])
    expect(scanSource("export type { X }\nimport { z } from './z.ts'").imports[0]).toMatchObject({
      typeOnly: false,
      line: 2,
    })
  })

  test('sees no import in comments, strings and templates', () => {
    expect(
      specifiers(
        "// import './a.ts'\n/* import './b.ts' */ const c = `import './c.ts'`\n'import \"./d.ts\"'",
      ),
    ).toEqual([])
  })

  test('keeps every line where it was, whatever the text', () => {
    const text = fc.array(
      fc.constantFrom('`', '${', '}', '{', "'", '"', '/', '*', '//', '\n', '\\', 'a', ' ', '[', ']'),
    )
    fc.assert(
      fc.property(text, parts => {
        const source = parts.join('')
        const { code, comments } = scanSource(source)
        expect(code.length).toBe(source.length)
        expect(comments.length).toBe(source.length)
        expect(code.split('\n').length).toBe(source.split('\n').length)
      }),
    )
  })
})
