import type { ChartPoint } from './chart-data.ts'
import { labelled, roundTop, shortNumber } from './chart-scale.ts'
import styles from './drawing.module.css'

const height = 200
const inset = { left: 44, right: 8, top: 8, bottom: 24 } as const
const ticksMost = 6
const tickWidth = 90

/** Where things are: what a value and an interval come to in pixels. */
type Plane = {
  width: number
  top: number
  bottom: number
  /** Of one bar. */
  bar: number
  y: (value: number) => number
  tall: (value: number) => number
  middle: (index: number) => number
}

/** The bars, the line of the period before, and the words around them. Nothing here is read out. */
export function Drawing({
  points,
  chosen,
  width,
}: {
  points: readonly ChartPoint[]
  chosen: number | null
  width: number
}) {
  const plane = planeOf(points, width)
  const line = points.flatMap(({ before }, index) =>
    before === null ? [] : [`${plane.middle(index)},${plane.y(before)}`],
  )
  return (
    <svg width={width} height={height} aria-hidden="true" className={styles.drawing}>
      <Grid plane={plane} />
      {points.map((point, index) => (
        <Bar key={point.label} plane={plane} point={point} index={index} isChosen={index === chosen} />
      ))}
      {line.length > 1 && <polyline className={styles.before} points={line.join(' ')} />}
      <Ticks plane={plane} points={points} />
    </svg>
  )
}

function planeOf(points: readonly ChartPoint[], width: number): Plane {
  const top = roundTop(
    Math.max(0, ...points.map(({ good, bad, before }) => Math.max(good + bad, before ?? 0))),
  )
  const bottom = height - inset.bottom
  const step = (width - inset.left - inset.right) / Math.max(1, points.length)
  const tall = (value: number) => (value / top) * (bottom - inset.top)
  return {
    width,
    top,
    bottom,
    bar: Math.max(1, step - Math.min(3, step * 0.25)),
    tall,
    y: value => bottom - tall(value),
    middle: index => inset.left + (index + 0.5) * step,
  }
}

function Grid({ plane: { top, width, y } }: { plane: Plane }) {
  return [0, top / 2, top].map(value => (
    <g key={value}>
      <line className={styles.grid} x1={inset.left} x2={width - inset.right} y1={y(value)} y2={y(value)} />
      <text className={styles.word} x={inset.left - 8} y={y(value) + 4} textAnchor="end">
        {shortNumber(value)}
      </text>
    </g>
  ))
}

function Bar({
  plane: { bar, middle, tall, y },
  point: { good, bad },
  index,
  isChosen,
}: {
  plane: Plane
  point: ChartPoint
  index: number
  isChosen: boolean
}) {
  const x = middle(index) - bar / 2
  // A single refusal among thousands must be seen.
  const tallBad = bad === 0 ? 0 : Math.max(2, tall(bad))
  return (
    <g data-chosen={isChosen} className={styles.bar}>
      <rect className={styles.good} x={x} y={y(good)} width={bar} height={tall(good)} />
      <rect className={styles.bad} x={x} y={y(good) - tallBad} width={bar} height={tallBad} />
    </g>
  )
}

function Ticks({ plane: { width, middle }, points }: { plane: Plane; points: readonly ChartPoint[] }) {
  const last = points.length - 1
  const most = Math.max(2, Math.min(ticksMost, Math.floor(width / tickWidth)))
  const ticks = points.map(({ tick }) => tick)
  return labelled(ticks, most).map(index => (
    <text
      key={points[index]?.label}
      className={styles.word}
      x={middle(index)}
      y={height - 6}
      textAnchor={index === 0 ? 'start' : index === last ? 'end' : 'middle'}
    >
      {points[index]?.tick}
    </text>
  ))
}
