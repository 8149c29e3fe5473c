import type { KeyView } from '@keyturn/contract/client'
import { Button, Space, TextInput } from '@mantine/core'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { useChange } from '../../connection/use-change.ts'
import { Dialog } from '../../shared/dialog.tsx'
import { LayerFoot } from '../../shared/layer-foot.tsx'
import { refreshKeys } from './key-queries.ts'
import { nameHint } from './name-hint.ts'

/** Changes the display name; callers notice nothing. */
export function RenameKeyDialog({ target, onClose }: { target: KeyView; onClose: () => void }) {
  const [name, setName] = useState(target.name)
  const { isRunning, error, run } = useChange()
  const rename = async () => {
    const isDone = await run(async () => {
      await client.keys.update(target.id, { name: name.trim() })
      await refreshKeys()
    })
    if (isDone) onClose()
  }
  return (
    <Dialog onClose={onClose} title="Rename key">
      <form
        onSubmit={event => {
          event.preventDefault()
          void rename()
        }}
      >
        <TextInput
          label="Name"
          value={name}
          maxLength={200}
          autoComplete="off"
          data-autofocus
          description={nameHint(name)}
          inputWrapperOrder={['label', 'input', 'description']}
          onChange={event => setName(event.currentTarget.value)}
        />
        <CallProblem error={error} />
        <Space h="sm" />
        <LayerFoot>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={isRunning} disabled={name.trim() === ''}>
            Rename
          </Button>
        </LayerFoot>
      </form>
    </Dialog>
  )
}
