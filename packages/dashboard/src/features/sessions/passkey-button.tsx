import { Button } from '@mantine/core'
import { CallProblem } from '../../connection/call-problem.tsx'
import { useChange } from '../../connection/use-change.ts'
import { hasPasskeys } from '../../shared/passkeys.ts'

/** Uses a passkey in the place of what is typed; nothing where the browser has none. `present` answers whether it was used. */
export function PasskeyButton({ present, onUsed }: { present: () => Promise<boolean>; onUsed: () => void }) {
  const { isRunning, error, run } = useChange()
  if (!hasPasskeys()) return null
  const ask = () =>
    run(async () => {
      if (await present()) onUsed()
    })
  return (
    <div>
      <Button fullWidth variant="default" loading={isRunning} onClick={() => void ask()}>
        Use a passkey
      </Button>
      <CallProblem error={error} />
    </div>
  )
}
