import { Button } from '@mantine/core'
import styles from './save-row.module.css'

/** What is below a form whose changes take effect when they are saved, and only then. */
export function SaveRow({
  isDirty,
  isReady = true,
  isRunning,
  onDiscard,
}: {
  isDirty: boolean
  /** False while what has been changed cannot be saved like this. */
  isReady?: boolean
  isRunning: boolean
  onDiscard: () => void
}) {
  return (
    <div className={styles.row}>
      <Button type="submit" disabled={!isDirty || !isReady} loading={isRunning}>
        Save
      </Button>
      {isDirty && (
        <Button variant="subtle" color="gray" disabled={isRunning} onClick={onDiscard}>
          Discard changes
        </Button>
      )}
    </div>
  )
}
