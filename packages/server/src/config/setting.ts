/** A setting's value, or why the text is not one. The reason must never repeat the text. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; reason: string }

/** One refused setting. `reason` never holds the value. */
export type SettingProblem = { name: string; reason: string }

/** One row of the settings table: the reader, the flags of the command and the reference are made from it. */
export type Setting<T> = {
  name: `KEYTURN_${string}`
  /** What the flag takes, for help texts. */
  placeholder: string
  description: string
  /** The value when nothing is set; `null` in the reference reads "none". */
  fallback: T
  parse: (text: string) => Parsed<T>
  /** `never`: given by environment or file only, so that no process list shows it. */
  flag: 'always' | 'never'
  /** Also read from the file that `<name>_FILE` names. */
  file: 'accepted' | 'none'
}

/** Keeps the type of the value. */
export function setting<T>(definition: Setting<T>): Setting<T> {
  return definition
}

/** `KEYTURN_LOG_LEVEL` is the flag `--log-level`. */
export function flagOf(name: string): string {
  return name
    .replace(/^KEYTURN_/, '')
    .toLowerCase()
    .replaceAll('_', '-')
}
