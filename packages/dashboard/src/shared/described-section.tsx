import { Text, type TextProps, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'

export type Described = { title: string; purpose: string; children: ReactNode }

/** A part of a page: what it is about, and what there is of it. `className` says how the two stand to each other. */
export function DescribedSection({
  title,
  purpose,
  className,
  size = 'sm',
  mt = 2,
  children,
}: Described & { className: string | undefined } & Pick<TextProps, 'size' | 'mt'>) {
  const id = useId()
  return (
    <section className={className} aria-labelledby={id}>
      <div>
        <Title order={2} id={id}>
          {title}
        </Title>
        <Text c="dimmed" size={size} mt={mt}>
          {purpose}
        </Text>
      </div>
      <div>{children}</div>
    </section>
  )
}
