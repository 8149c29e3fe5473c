import { useMemo } from 'react'
import { encodeQr } from './encode-qr.ts'
import styles from './qr-code.module.css'

const quietZone = 4

/** A text to be read by a camera, drawn here; nothing where it is too long for that. `label` says what it is. */
export function QrCode({ text, label, width }: { text: string; label: string; width: number }) {
  const code = useMemo(() => encodeQr(text), [text])
  if (code === null) return null
  const side = code.length + 2 * quietZone
  return (
    <svg
      width={width}
      height={width}
      viewBox={`0 0 ${side} ${side}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect className={styles.light} width={side} height={side} rx={1} />
      <path className={styles.dark} d={pathOf(code)} />
    </svg>
  )
}

/** One stroke of a module's height for each run of dark ones. */
function pathOf(code: readonly (readonly boolean[])[]): string {
  return code
    .flatMap((modules, row) =>
      modules.flatMap((isDark, column) => {
        if (!isDark || modules[column - 1] === true) return []
        const end = modules.indexOf(false, column)
        const length = (end === -1 ? modules.length : end) - column
        return `M${column + quietZone} ${row + quietZone}h${length}v1h-${length}z`
      }),
    )
    .join('')
}
