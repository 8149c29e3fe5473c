import { provideChromium } from './provide-chromium.ts'

/** Runs once before the tests of pages, as two that install at once are in each other's way. Each tells by itself what it lacks. */
export function setup(): void {
  provideChromium()
}
