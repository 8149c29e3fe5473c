import { Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import styles from './plain-page.module.css'

/** A page before anybody is signed in: one thing to do, in the middle. */
export function PlainPage({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Keyturn`
  }, [title])
  return (
    <main className={styles.page}>
      <p className={styles.brand}>Keyturn</p>
      <Title order={1} mb="md">
        {title}
      </Title>
      {children}
    </main>
  )
}
