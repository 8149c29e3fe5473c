import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { type CommandNode, describeCommands, flatten } from './completions/command-tree.ts'
import { createProgram } from './create-program.ts'
import { captured, runCaptured } from './testing/run-captured.ts'

const guide = resolve(import.meta.dirname, '../../../docs/guides/cli.md')

let commands: CommandNode[] = []
beforeAll(async () => {
  const { run } = captured()
  const root = describeCommands(await createProgram({ ...run, wanted: null, end: () => {} }))
  commands = flatten(root).filter(({ path }) => path.length > 0)
})

/** Whoever writes scripts relies on these; a line that disappears breaks somebody's. */
test('the tree of commands and options is the recorded one', async () => {
  const lines = commands.flatMap(({ usage, options }) => [
    usage,
    ...options.map(({ flag, value, choices }) => {
      const given = choices.length > 0 ? ` ${choices.join('|')}` : value === 'none' ? '' : ` <${value}>`
      return `  ${flag}${given}`
    }),
  ])
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('command-tree.txt')
})

test('every command has examples in its help, and help is no failure', async () => {
  // These two show the settings of the server, and are looked at where there is one.
  const others = commands.filter(({ path }) => path[0] !== 'serve' && path[0] !== 'completion')
  for (const { path } of others) {
    const { status, out, error } = await runCaptured([...path, '--help'])
    expect({ path, status, error }).toEqual({ path, status: 0, error: '' })
    expect(out).toContain('Examples:\n  ')
  }
})

test('no option takes a secret', () => {
  const flags = commands.flatMap(({ options }) => options.filter(({ value }) => value === 'text'))
  expect(flags.map(({ flag }) => flag).filter(flag => /token|secret|password|root-key/.test(flag))).toEqual(
    [],
  )
})

/** After a change of a command: npx vitest run packages/cli -u */
test('the table in the guide is that of the commands', async () => {
  const text = readFileSync(guide, 'utf8')
  const leaves = commands.filter(node => node.commands.length === 0)
  const rows = leaves.map(({ usage, summary }) => `| \`${usage}\` | ${summary} |`)
  const table = ['| command | does |', '|---|---|', ...rows].join('\n')
  const start = '<!-- commands:start -->\n'
  const [before = '', rest = ''] = text.split(start)
  const after = rest.slice(rest.indexOf('<!-- commands:end -->'))
  await expect(`${before}${start}${table}\n${after}`).toMatchFileSnapshot(guide)
})
