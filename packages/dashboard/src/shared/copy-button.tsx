import { Button, type ButtonProps } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { copyText } from './copy-text.ts'

type State = 'ready' | 'copied' | 'refused'

const words = { copied: 'Copied', refused: 'Select and copy it by hand' } as const
const shownMs = 4_000

/**
 * Copies `text`, or what a function answers when it is asked, and says whether that worked; null: there is nothing to copy.
 * What the browser refuses to copy goes to `onRefused`, so that it can be shown and copied by hand.
 */
export function CopyButton({
  text,
  label = 'Copy',
  onCopied,
  onRefused,
  ...button
}: ButtonProps & {
  'data-autofocus'?: true | undefined
  text: string | (() => Promise<string | null>)
  label?: string
  onCopied?: () => void
  onRefused?: (text: string) => void
}) {
  const [state, setState] = useState<State>('ready')
  useEffect(() => {
    if (state === 'ready') return
    const timer = setTimeout(() => setState('ready'), shownMs)
    return () => clearTimeout(timer)
  }, [state])
  const copy = async () => {
    const taken = typeof text === 'string' ? text : await text()
    if (taken === null) return
    const isCopied = await copyText(taken)
    setState(isCopied ? 'copied' : 'refused')
    if (isCopied) onCopied?.()
    else onRefused?.(taken)
  }
  return (
    <Button
      variant="default"
      leftSection={state === 'copied' ? <IconCheck size={16} /> : <IconCopy size={16} />}
      onClick={copy}
      {...button}
    >
      <span aria-live="polite">{state === 'ready' ? label : words[state]}</span>
    </Button>
  )
}
