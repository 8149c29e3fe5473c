type Rows = readonly (readonly boolean[])[]

/** How hard a masked code is to read; the mask with the least is taken (ISO/IEC 18004, section 7.8.3). */
export function penaltyOf(rows: Rows): number {
  const columns = rows.map((_, index) => rows.map(row => row[index] === true))
  const lines = [...rows, ...columns]
  const runs = lines.reduce((sum, line) => sum + runPenalty(line), 0)
  const finders = lines.reduce((sum, line) => sum + finderPenalty(line), 0)
  return runs + blockPenalty(rows) + finders + balancePenalty(rows)
}

/** Five and more of one colour in a line. */
function runPenalty(line: readonly boolean[]): number {
  let penalty = 0
  let length = 0
  line.forEach((isDark, index) => {
    length = isDark === line[index - 1] ? length + 1 : 1
    if (length === 5) penalty += 3
    else if (length > 5) penalty += 1
  })
  return penalty
}

/** Squares of two by two of one colour. */
function blockPenalty(rows: Rows): number {
  let penalty = 0
  for (let row = 1; row < rows.length; row++) {
    for (let column = 1; column < rows.length; column++) {
      const corner = rows[row]?.[column]
      const others = [rows[row]?.[column - 1], rows[row - 1]?.[column], rows[row - 1]?.[column - 1]]
      if (others.every(each => each === corner)) penalty += 3
    }
  }
  return penalty
}

/** What looks like a finder pattern with its quiet side. */
function finderPenalty(line: readonly boolean[]): number {
  const text = line.map(isDark => (isDark ? '1' : '0')).join('')
  const count = (pattern: RegExp) => [...text.matchAll(pattern)].length
  return 40 * (count(/(?=10111010000)/g) + count(/(?=00001011101)/g))
}

/** How far dark and light are from being as many, in steps of a twentieth. */
function balancePenalty(rows: Rows): number {
  const dark = rows.flat().filter(Boolean).length
  const twentieths = Math.floor((Math.abs(dark * 2 - rows.length ** 2) * 10) / rows.length ** 2)
  return twentieths * 10
}
