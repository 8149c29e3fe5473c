import { NativeSelect, PasswordInput } from '@mantine/core'
import { looksLikeKey, type ProviderDraft } from './provider-draft.ts'
import styles from './setting-section.module.css'

type Secret = ProviderDraft['secret']

const words: Record<Secret, string> = {
  keep: 'Keep the one that is known',
  new: 'Enter one',
  none: 'This client has none',
}

/** The secret that the provider gave this installation: never shown again, and no API key. */
export function ClientSecretField({
  known,
  secret,
  value,
  onSecret,
  onChange,
}: {
  known: boolean
  secret: Secret
  value: string
  onSecret: (secret: Secret) => void
  onChange: (value: string) => void
}) {
  const choices = (['keep', 'new', 'none'] as const).filter(each => each !== 'keep' || known)
  return (
    <div className={styles.form}>
      <NativeSelect
        label="Client secret"
        value={secret}
        data={choices.map(each => ({ value: each, label: words[each] }))}
        onChange={event => {
          const chosen = choices.find(each => each === event.currentTarget.value)
          if (chosen !== undefined) onSecret(chosen)
          onChange('')
        }}
      />
      {secret === 'new' && (
        <PasswordInput
          label="Secret from your provider"
          description="What the provider showed for this client. No API key belongs here."
          autoComplete="off"
          data-1p-ignore
          value={value}
          error={looksLikeKey(value) ? 'This is an API key. If it is yours, rotate it.' : null}
          visibilityToggleButtonProps={{ 'aria-label': 'Show secret' }}
          onChange={event => onChange(event.currentTarget.value)}
        />
      )}
    </div>
  )
}
