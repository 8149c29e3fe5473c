/** Check bytes over GF(256) with the polynomial 0x11d (ISO/IEC 18004, section 7.5). */
const powers = new Uint8Array(255)
const logarithms = new Uint8Array(256)
for (let exponent = 0, value = 1; exponent < 255; exponent++) {
  powers[exponent] = value
  logarithms[value] = exponent
  value = value < 128 ? value << 1 : (value << 1) ^ 0x11d
}

function power(exponent: number): number {
  return powers[exponent % 255] ?? 0
}

function product(left: number, right: number): number {
  if (left === 0 || right === 0) return 0
  return power((logarithms[left] ?? 0) + (logarithms[right] ?? 0))
}

/** `count` bytes with which `data` divides evenly by the generator of that degree. */
export function checkBytes(data: readonly number[], count: number): number[] {
  const generator = generatorOf(count)
  const rest = new Array<number>(count).fill(0)
  for (const byte of data) {
    const factor = byte ^ (rest.shift() ?? 0)
    rest.push(0)
    generator.forEach((coefficient, index) => {
      rest[index] = (rest[index] ?? 0) ^ product(coefficient, factor)
    })
  }
  return rest
}

/** (x − 2⁰)(x − 2¹)… without its leading 1, the highest power first. */
function generatorOf(degree: number): number[] {
  let generator = [1]
  for (let root = 0; root < degree; root++) {
    const next = [...generator, 0]
    generator.forEach((coefficient, index) => {
      next[index + 1] = (next[index + 1] ?? 0) ^ product(coefficient, power(root))
    })
    generator = next
  }
  return generator.slice(1)
}
