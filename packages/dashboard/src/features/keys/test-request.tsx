import { Button, Code, PasswordInput, Text } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { isPresentable, type Presented, presentToken } from '../../connection/present-token.ts'
import { useChange } from '../../connection/use-change.ts'
import type { HeldSecret } from '../../shared/held-secret.ts'
import { StatusText } from '../../shared/status-text.tsx'
import styles from './test-request.module.css'

/**
 * Sends a request with a key and shows the real answer. The token is the one that is being shown, or is pasted: then it
 * stays in its field, which is emptied once it was sent, and is nowhere else.
 */
export function TestRequest({ token }: { token?: HeldSecret }) {
  const field = useRef<HTMLInputElement>(null)
  const [answer, setAnswer] = useState<Presented | null>(null)
  const [isUnfit, setUnfit] = useState(false)
  const { isRunning, error, run } = useChange()
  const send = () =>
    run(async () => {
      const text = token?.text ?? field.current?.value.trim() ?? ''
      setUnfit(!isPresentable(text))
      if (!isPresentable(text)) return setAnswer(null)
      setAnswer(await presentToken(text))
      if (field.current !== null) field.current.value = ''
    })
  return (
    <form
      className={styles.test}
      autoComplete="off"
      onSubmit={event => {
        event.preventDefault()
        void send()
      }}
    >
      <div className={styles.row}>
        {token === undefined && (
          <PasswordInput
            ref={field}
            className={styles.field}
            label="Key to test"
            description="Paste the key. It is sent once and kept nowhere."
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            error={isUnfit ? 'This is no key: one has at least 16 characters and no spaces.' : null}
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': 'Show what is pasted' }}
          />
        )}
        <Button
          type="submit"
          variant="default"
          loading={isRunning}
          leftSection={<IconPlayerPlay size={16} />}
        >
          Send test request
        </Button>
      </div>
      <CallProblem error={error} />
      <div aria-live="polite">{answer !== null && <Answer answer={answer} />}</div>
    </form>
  )
}

function Answer({ answer: { status, ms, body } }: { answer: Presented }) {
  const works = status === 200
  return (
    <div className={styles.answer}>
      <Text component="div" size="md" fw={500}>
        <StatusText tone={works ? 'good' : 'bad'}>{`${status}, ${ms} ms`}</StatusText>
      </Text>
      <Text size="sm" c="dimmed" mb={4}>
        {works ? 'The key works. Keyturn says who it is:' : 'The key is refused, and this is why:'}
      </Text>
      <Code block translate="no">
        {JSON.stringify(body, null, 2)}
      </Code>
    </div>
  )
}
