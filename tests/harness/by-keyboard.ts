import type { Frame, Locator, Page } from 'playwright-core'

type Role = Parameters<Page['getByRole']>[0]

/** Nothing of ours is further away. */
const stopsMax = 200

/** Whether what has the focus looks different without it: a ring, a border or a colour, on itself or right around it. */
const isSeenScript = `(() => {
  const focused = document.activeElement
  if (focused === null || focused === document.body) return true
  const around = [focused, focused.nextElementSibling, focused.previousElementSibling, focused.parentElement, focused.parentElement?.parentElement]
  const look = () => {
    for (const animation of document.getAnimations()) {
      if (Number.isFinite(animation.effect.getComputedTiming().endTime)) animation.finish()
    }
    return around.map(element => {
      if (!element) return ''
      const { outlineStyle, outlineColor, boxShadow, borderColor, backgroundColor, opacity, top } = getComputedStyle(element)
      return [outlineStyle, outlineColor, boxShadow, borderColor, backgroundColor, opacity, top].join()
    }).join('|')
  }
  const seen = look()
  focused.blur()
  const unseen = look()
  focused.focus({ preventScroll: true })
  return seen !== unseen
})()`

const whereScript = `(() => {
  const { activeElement: at } = document
  if (at === null || at === document.body) return 'nothing'
  return at.tagName.toLowerCase() + ' ' + (at.getAttribute('aria-label') ?? at.getAttribute('name') ?? at.textContent ?? '').trim().slice(0, 60)
})()`

/** Somebody without a mouse: goes from stop to stop with Tab, and notes each stop that cannot be seen. */
export class ByKeyboard {
  readonly unseen: string[] = []
  readonly #page: Page
  /** The page, or the frame in it that has what is looked for. */
  readonly #place: Page | Frame

  constructor(page: Page, place: Page | Frame = page) {
    this.#page = page
    this.#place = place
  }

  /** Goes on with Tab, or back with `Shift+Tab`, until this has the focus. */
  async to(role: Role, name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    const wanted = this.#find(role, name)
    await wanted.first().waitFor()
    const stops: string[] = []
    for (let stop = 0; stop < stopsMax; stop += 1) {
      if ((await wanted.and(this.#focused).count()) > 0) return
      await this.#page.keyboard.press(key)
      stops.push(await this.at())
      if (!(await this.#place.evaluate(isSeenScript))) this.unseen.push(stops.at(-1) ?? '')
    }
    throw new Error(`${role} ${name} was not reached, but ${[...new Set(stops)].join(', ')}`)
  }

  /** Goes there and presses Enter. */
  async press(role: Role, name: string | RegExp): Promise<void> {
    await this.to(role, name)
    await this.#page.keyboard.press('Enter')
  }

  /** Goes to a field and puts this into it. */
  async fill(name: string | RegExp, text: string): Promise<void> {
    await this.to('textbox', name)
    await this.#page.keyboard.press('Control+a')
    await this.#page.keyboard.type(text)
  }

  async keys(...keys: string[]): Promise<void> {
    for (const key of keys) await this.#page.keyboard.press(key)
  }

  /** Waits until this has the focus, without a key pressed. */
  async isAt(role: Role, name: string | RegExp): Promise<void> {
    await this.#find(role, name).and(this.#focused).waitFor()
  }

  at(): Promise<string> {
    return this.#place.evaluate<string>(whereScript)
  }

  get #focused(): Locator {
    return this.#place.locator(':focus')
  }

  #find(role: Role, name: string | RegExp): Locator {
    return this.#place.getByRole(role, typeof name === 'string' ? { name, exact: true } : { name })
  }
}
