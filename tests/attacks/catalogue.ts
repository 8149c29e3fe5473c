/** The rows of the catalogue of attacks that this folder answers for, group by group. */
const rowsOfGroup = { A: 25, B: 28, C: 22, D: 18, E: 20, RC: 14, IP: 18, H: 11, K: 24, O: 14 } as const

export type Group = keyof typeof rowsOfGroup
export type AttackId = `${Group}${number}`

export const attackIds: AttackId[] = (Object.keys(rowsOfGroup) as Group[]).flatMap(group =>
  Array.from({ length: rowsOfGroup[group] }, (_, index): AttackId => {
    return `${group}${String(index + 1).padStart(2, '0')}` as AttackId
  }),
)
