import styles from './status-text.module.css'

export type Tone = 'good' | 'warning' | 'bad' | 'quiet'

/** A state as a dot and a word: never told by colour alone. */
export function StatusText({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={styles.status}>
      <span className={styles.dot} data-tone={tone} aria-hidden />
      {children}
    </span>
  )
}
