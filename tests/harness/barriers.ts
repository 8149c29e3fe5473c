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

type Violation = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'][number]

function seriousOf(violations: readonly Violation[]): string[] {
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  return serious.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html}`))
}
