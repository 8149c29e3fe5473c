import { Badge, Button, Checkbox, Group, Text } from '@mantine/core'
import { groupScopes, presetOf, type Scope, scopesOfPreset, usefulPresets } from './scope-groups.ts'
import styles from './scope-picker.module.css'

/** What a key may do: by preset, or one by one under the resource that it is about. */
export function ScopePicker({
  scopes,
  chosen,
  onChange,
}: {
  scopes: readonly Scope[]
  chosen: readonly string[]
  onChange: (scopes: string[]) => void
}) {
  const preset = presetOf(chosen, scopes)
  const toggle = (name: string, isChosen: boolean) => {
    const names = new Set(chosen)
    if (isChosen) names.add(name)
    else names.delete(name)
    onChange(scopes.map(scope => scope.name).filter(each => names.has(each)))
  }
  return (
    <fieldset className={styles.scopes}>
      <legend className={styles.legend}>Scopes</legend>
      <Group gap="xs" mb="xs">
        {usefulPresets(scopes).map(each => (
          <Button
            key={each}
            size="compact-sm"
            variant={preset === each ? 'light' : 'default'}
            aria-pressed={preset === each}
            onClick={() => onChange(preset === each ? [] : scopesOfPreset(each, scopes))}
          >
            {each}
          </Button>
        ))}
      </Group>
      {groupScopes(scopes).map(({ resource, scopes: members }) => (
        <div key={resource} className={styles.group}>
          <Text size="sm" fw={500} className={styles.resource}>
            {resource}
          </Text>
          <div className={styles.members}>
            {members.map(({ name, description, sensitive }) => (
              <Checkbox
                key={name}
                checked={chosen.includes(name)}
                onChange={event => toggle(name, event.currentTarget.checked)}
                description={description}
                label={
                  <span className={styles.name}>
                    <code>{name}</code>
                    {sensitive && (
                      <Badge size="sm" c="var(--state-warning)" ml="xs">
                        Sensitive
                      </Badge>
                    )}
                  </span>
                }
              />
            ))}
          </div>
        </div>
      ))}
    </fieldset>
  )
}
