import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

/** What a process writes to its standard output that runs this with `out`, a `turnWrites()`. */
function outputOf(program: string): string {
  const module = new URL('./turn-writes.ts', import.meta.url).href
  const text = `const { turnWrites } = await import(${JSON.stringify(module)}); const out = turnWrites(); ${program}`
  return spawnSync(process.execPath, ['--input-type=module', '--eval', text], { encoding: 'utf8' }).stdout
}

test('what a turn wrote is there in its order when the process ends in that turn', () => {
  expect(outputOf("out.write('one\\n'); out.write('two\\n'); process.exit(0)")).toBe('one\ntwo\n')
})

test('what was written is there before a later turn begins', () => {
  const program = "out.write('one\\n'); setImmediate(() => process.kill(process.pid, 'SIGKILL'))"
  expect(outputOf(program)).toBe('one\n')
})

test('more than is held at once stays whole', () => {
  const program = "for (let i = 0; i < 3_000; i++) out.write(String(i).padStart(99, '.') + '\\n')"
  const lines = outputOf(program).trimEnd().split('\n')
  expect(lines.map(line => Number(line.replaceAll('.', '')))).toEqual(lines.map((_, index) => index))
  expect(lines.length).toBe(3_000)
})
