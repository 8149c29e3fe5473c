import { AxeBuilder } from '@axe-core/playwright'
import type { Frame, Page } from 'playwright-core'

/** Findings that keep somebody out, by rule and element. */
export async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return seriousOf(violations)
}

/** The same in a frame of a page, by itself: what is said of a page leaves out frames that answer late. */
export async function barriersWithin(frame: Frame): Promise<string[]> {
  // Leaves axe in every frame.
  await new AxeBuilder({ page: frame.page() }).analyze()
  const { violations } = await frame.evaluate<{ violations: Violation[] }>('axe.run()')
  return seriousOf(violations)
}

/**
 * Boxes and fields whose border, which alone says that they are there, is told from what is around it by less than 3 to 1
 * (WCAG 2.2, 1.4.11), by their label. Axe does not look at that.
 */
export function faintBorders(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const rgb = text => (text.match(/[0-9.]+/g) ?? []).map(Number)
    const light = ([red, green, blue]) => [0.2126 * part(red), 0.7152 * part(green), 0.0722 * part(blue)].reduce((sum, each) => sum + each)
    const part = value => value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4
    const behind = element => {
      if (element === null) return [255, 255, 255]
      const [red, green, blue, alpha = 1] = rgb(getComputedStyle(element).backgroundColor)
      return alpha === 0 ? behind(element.parentElement) : [red, green, blue]
    }
    const found = []
    for (const field of document.querySelectorAll('input:not([type=radio]), textarea, select')) {
      const { width, height } = field.getBoundingClientRect()
      const { borderTopColor, borderTopWidth } = getComputedStyle(field)
      if (field.disabled || field.checked || width * height < 9 || borderTopWidth === '0px') continue
      const [low, high] = [light(rgb(borderTopColor)), light(behind(field.parentElement))].sort((one, other) => one - other)
      if ((high + 0.05) / (low + 0.05) < 3) found.push((field.labels?.[0]?.textContent ?? field.name) + ': ' + borderTopColor)
    }
    return found
  })()`)
}

type Violation = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'][number]

function seriousOf(violations: readonly Violation[]): string[] {
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  return serious.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html}`))
}
