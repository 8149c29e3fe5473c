import { colorsTuple, type MantineColorsTuple } from '@mantine/core'

/**
 * The ten shades of an accent colour that a vendor has chosen. Text must stay readable whatever they choose: of buttons it
 * is white, of links it lies on light or dark pages, and each shade is mixed with black or white until that has a
 * contrast of 4.5 (WCAG 2.2, 1.4.3).
 */
type Colour = { red: number; green: number; blue: number }

const white: Colour = { red: 255, green: 255, blue: 255 }
const black: Colour = { red: 0, green: 0, blue: 0 }

/** White on it, and on light pages; what is lighter than dark pages; links on either. Luminances from 0 to 1. */
const belowWhite = 0.18
const aboveDark = 0.13
const linkOnLight = 0.15
const linkOnDark = 0.3
const strong = 0.06

/** `#rrggbb`, the lightest shade first, as the theme counts them: 6 and 7 fill, 3 and 8 are links. */
export function accentShades(hex: string): MantineColorsTuple {
  const own = parse(hex)
  const filled = atMost(own, belowWhite)
  const link = atLeast(own, linkOnDark)
  const shades = [
    mix(filled, white, 0.93),
    mix(filled, white, 0.86),
    mix(filled, white, 0.7),
    link,
    link,
    atLeast(filled, belowWhite - 0.01),
    atLeast(filled, aboveDark),
    filled,
    atMost(own, linkOnLight),
    atMost(own, strong),
  ].map(format)
  return colorsTuple(shades)
}

/** Relative luminance (WCAG 2.2). */
export function luminance(hex: string): number {
  return luminanceOf(parse(hex))
}

function luminanceOf({ red, green, blue }: Colour): number {
  const linear = (part: number) =>
    part <= 0.04045 * 255 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

function atMost(colour: Colour, most: number): Colour {
  return mixUntil(colour, black, each => luminanceOf(each) <= most)
}

function atLeast(colour: Colour, least: number): Colour {
  return mixUntil(colour, white, each => luminanceOf(each) >= least)
}

function mixUntil(colour: Colour, other: Colour, isEnough: (mixed: Colour) => boolean): Colour {
  for (let share = 0; share < 100; share += 1) {
    const mixed = mix(colour, other, share / 100)
    if (isEnough(mixed)) return mixed
  }
  return other
}

function mix(one: Colour, other: Colour, share: number): Colour {
  const between = (from: number, to: number) => Math.round(from + (to - from) * share)
  return {
    red: between(one.red, other.red),
    green: between(one.green, other.green),
    blue: between(one.blue, other.blue),
  }
}

function parse(hex: string): Colour {
  const part = (start: number) => Number.parseInt(hex.slice(start, start + 2), 16)
  return { red: part(1), green: part(3), blue: part(5) }
}

function format({ red, green, blue }: Colour): string {
  return `#${[red, green, blue].map(part => part.toString(16).padStart(2, '0')).join('')}`
}
