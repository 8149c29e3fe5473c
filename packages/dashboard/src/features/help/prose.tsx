import { Anchor, Code } from '@mantine/core'
import { Fragment, type ReactNode } from 'react'

const marks = /(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\(#[\w-]+\))/

/** A sentence with `code`, **labels** and [links](#somewhere) within the page in it. */
export function Prose({ text }: { text: string }): ReactNode {
  return text.split(marks).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a sentence never changes its parts
    <Fragment key={index}>{render(part)}</Fragment>
  ))
}

function render(part: string): ReactNode {
  if (part.startsWith('`')) return <Code>{part.slice(1, -1)}</Code>
  if (part.startsWith('**')) return <strong>{part.slice(2, -2)}</strong>
  const link = /^\[([^\]]+)\]\((#[\w-]+)\)$/.exec(part)
  return link ? (
    <Anchor href={link[2]} underline="always">
      {link[1]}
    </Anchor>
  ) : (
    part
  )
}
