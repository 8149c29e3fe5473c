import { Checkbox } from '@mantine/core'
import styles from './choice-list.module.css'

/** Something that can be chosen, in words. `refused` says why it cannot. */
export type Choice<Value extends string> = {
  value: Value
  label: string
  description: string
  refused?: string | null
}

/** Any number of things to choose from, each with what it means. */
export function ChoiceList<Value extends string>({
  legend,
  choices,
  chosen,
  onChange,
}: {
  legend: string
  choices: readonly Choice<Value>[]
  chosen: readonly Value[]
  onChange: (chosen: Value[]) => void
}) {
  const toggle = (value: Value, isOn: boolean) =>
    onChange(
      choices.map(choice => choice.value).filter(each => (each === value ? isOn : chosen.includes(each))),
    )
  return (
    <fieldset className={styles.list}>
      <legend className={styles.legend}>{legend}</legend>
      <div className={styles.choices}>
        {choices.map(({ value, label, description, refused = null }) => (
          <Checkbox
            key={value}
            label={label}
            description={refused === null ? description : `${description} ${refused}`}
            checked={chosen.includes(value)}
            disabled={refused !== null}
            onChange={event => toggle(value, event.currentTarget.checked)}
          />
        ))}
      </div>
    </fieldset>
  )
}
