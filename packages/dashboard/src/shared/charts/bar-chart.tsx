import { useElementSize } from '@mantine/hooks'
import { type PointerEvent, useState } from 'react'
import styles from './bar-chart.module.css'
import { type ChartPoint, type ChartWords, readingOf } from './chart-data.ts'
import { pointAt } from './chart-scale.ts'
import { Drawing } from './drawing.tsx'

/**
 * Bars over time, what went wrong on top of what went well, and the period before as a line. Read by hovering, or with
 * the arrow keys: a slider over the drawing carries the reading, so that every assistive technology can.
 */
export function BarChart({ points, words }: { points: readonly ChartPoint[]; words: ChartWords }) {
  const { ref, width } = useElementSize()
  const [chosen, setChosen] = useState<number | null>(null)
  const last = points.length - 1
  const read = (index: number) => {
    const point = points[index]
    return point === undefined ? '' : readingOf(point, words)
  }
  const choose = (event: PointerEvent<HTMLInputElement>) => {
    const { left, width: wide } = event.currentTarget.getBoundingClientRect()
    setChosen(pointAt((event.clientX - left) / wide, points.length))
  }
  return (
    <div>
      <div className={styles.plot} ref={ref}>
        {width > 0 && <Drawing points={points} chosen={chosen} width={width} />}
        <input
          type="range"
          className={styles.reader}
          min={0}
          max={last}
          value={chosen ?? last}
          aria-label={words.title}
          aria-valuetext={read(chosen ?? last)}
          onChange={event => setChosen(Number(event.currentTarget.value))}
          onFocus={() => setChosen(chosen ?? last)}
          onBlur={() => setChosen(null)}
          onPointerMove={choose}
          onPointerLeave={() => setChosen(null)}
        />
      </div>
      <p className={styles.reading} aria-hidden>
        {chosen === null ? '\u00a0' : read(chosen)}
      </p>
    </div>
  )
}
