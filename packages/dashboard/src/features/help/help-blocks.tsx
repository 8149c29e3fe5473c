import { Text } from '@mantine/core'
import { CopyButton } from '../../shared/copy-button.tsx'
import styles from './help-page.module.css'
import type { HelpBlock } from './help-text.ts'
import { Prose } from './prose.tsx'

export function HelpBlocks({ blocks }: { blocks: readonly HelpBlock[] }) {
  return blocks.map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: what is written does not change its order
    <Block key={index} block={block} />
  ))
}

function Block({ block }: { block: HelpBlock }) {
  if (block.kind === 'text') {
    return (
      <p className={styles.text}>
        <Prose text={block.text} />
      </p>
    )
  }
  if (block.kind === 'code') return <CodeBlock title={block.title} text={block.text} />
  if (block.kind === 'terms') {
    return (
      <dl className={styles.terms}>
        {block.items.map(({ term, text }) => (
          <div key={term} className={styles.term}>
            <dt>{term}</dt>
            <dd>
              <Prose text={text} />
            </dd>
          </div>
        ))}
      </dl>
    )
  }
  const Items = block.kind === 'steps' ? 'ol' : 'ul'
  return (
    <Items className={styles.items}>
      {block.items.map(item => (
        <li key={item}>
          <Prose text={item} />
        </li>
      ))}
    </Items>
  )
}

function CodeBlock({ title, text }: { title: string; text: string }) {
  return (
    <figure className={styles.code}>
      <figcaption className={styles.caption}>
        <Text size="xs" c="dimmed">
          {title}
        </Text>
        <CopyButton text={text} size="compact-xs" variant="subtle" aria-label={`Copy: ${title}`} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it with the keyboard */}
      <pre className={styles.lines} tabIndex={0}>
        {text}
      </pre>
    </figure>
  )
}
