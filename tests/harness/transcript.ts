import { spawnSync } from 'node:child_process'

export type Block = { language: string; text: string }

export type Step = {
  commands: string
  /** What the block after the commands shows; null where there is none. `…` stands for anything. */
  expected: string | null
}

/** The fenced blocks of one section of a Markdown text, its subsections included. */
export function readBlocks(markdown: string, heading: string): Block[] {
  const lines = markdown.split('\n')
  const start = lines.indexOf(heading)
  if (start === -1) throw new Error(`There is no section "${heading}".`)
  const blocks: Block[] = []
  let open: { language: string; lines: string[] } | null = null
  for (const line of lines.slice(start + 1)) {
    if (open === null && line.startsWith('## ')) break
    if (!line.startsWith('```')) open?.lines.push(line)
    else if (open === null) open = { language: line.slice(3), lines: [] }
    else {
      blocks.push({ language: open.language, text: open.lines.join('\n') })
      open = null
    }
  }
  return blocks
}

/** Each block of commands with the text block that follows it. */
export function readSteps(blocks: readonly Block[]): Step[] {
  return blocks.flatMap(({ language, text }, index) => {
    if (language !== 'sh') return []
    const next = blocks[index + 1]
    return [{ commands: text, expected: next?.language === 'text' ? next.text : null }]
  })
}

const mark = '--- the next step ---'

/** Runs the steps in one shell, as if pasted one after the other. Answers what each of them has printed. */
export function runSteps(
  steps: readonly string[],
  { cwd, withinMs = 30_000 }: { cwd: string; withinMs?: number },
): string[] {
  const { PATH = '' } = process.env
  const run = spawnSync('sh', {
    cwd,
    env: { PATH, HOME: cwd },
    input: ['exec 2>&1', ...steps.flatMap(step => [step, `echo '${mark}'`])].join('\n'),
    encoding: 'utf8',
    timeout: withinMs,
  })
  const outputs = run.stdout.split(`${mark}\n`)
  if (outputs.length === steps.length + 1) return outputs.slice(0, -1)
  throw new Error(`The shell did not get to the end:\n${run.stdout}`, { cause: run.error })
}

/** Matches the whole of an output; `…` stands for anything. */
export function patternOf(expected: string): RegExp {
  const parts = expected.trim().split('…')
  return new RegExp(`^${parts.map(part => RegExp.escape(part)).join('[^]*')}$`)
}
