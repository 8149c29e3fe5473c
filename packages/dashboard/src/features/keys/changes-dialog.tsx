import { Button, Space, Text } from '@mantine/core'
import { CallProblem } from '../../connection/call-problem.tsx'
import { Dialog } from '../../shared/dialog.tsx'
import { LayerFoot } from '../../shared/layer-foot.tsx'
import { ProblemBand } from '../../shared/problem-band.tsx'
import styles from './changes-dialog.module.css'
import type { Difference } from './key-change.ts'

/** What saving would change, before and after, side by side. */
export function ChangesDialog({
  name,
  differences,
  error,
  isOutdated,
  isRunning,
  onSave,
  onClose,
}: {
  name: string
  differences: readonly Difference[]
  error: unknown
  /** Somebody else has changed the key since it was read: what is shown now is what they left. */
  isOutdated: boolean
  isRunning: boolean
  onSave: () => void
  onClose: () => void
}) {
  return (
    <Dialog onClose={onClose} title={`Change ${name}?`} size="lg">
      <Text>
        What takes something away holds everywhere as soon as it is saved. The token stays the same.
      </Text>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Setting</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {differences.map(({ label, before, after }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>
                <del className={styles.before}>{before}</del>
              </td>
              <td>
                <ins className={styles.after}>{after}</ins>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {isOutdated ? (
        <ProblemBand detail="Somebody else changed this key meanwhile. The table shows your changes on top of theirs; save again if that is right." />
      ) : (
        <CallProblem error={error} />
      )}
      <Space h="sm" />
      <LayerFoot>
        <Button variant="default" onClick={onClose}>
          Go back
        </Button>
        <Button loading={isRunning} disabled={differences.length === 0} onClick={onSave} data-autofocus>
          Save changes
        </Button>
      </LayerFoot>
    </Dialog>
  )
}
