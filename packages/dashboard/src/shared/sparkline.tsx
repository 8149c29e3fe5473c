import styles from './sparkline.module.css'

const width = 84
const height = 20
const gap = 1

/** A small bar per day, the highest as tall as the line; read out as its sum. */
export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  const highest = Math.max(1, ...values)
  const step = width / Math.max(1, values.length)
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <title>{label}</title>
      {values.map((value, index) => {
        const tall = value === 0 ? 1 : Math.max(2, (value / highest) * height)
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a place in the line is a day
            key={index}
            className={value === 0 ? styles.none : styles.some}
            x={index * step}
            y={height - tall}
            width={Math.max(1, step - gap)}
            height={tall}
          />
        )
      })}
    </svg>
  )
}
