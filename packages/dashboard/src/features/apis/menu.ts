import type { ApiView } from '@keyturn/contract/client'
import { consoleOf } from './console.ts'

/** One page of the menu; several APIs that say the same words share it. */
export type MenuPage = { title: string; apis: ApiView[] }

/** An entry of the menu with its pages; an API without a section is a page on its own. */
export type MenuSection = { title: string; pages: MenuPage[] }

/** The menu that these APIs make for somebody with these permissions; what one may not see has no entry. */
export function menuOf(
  apis: readonly ApiView[],
  may: (permissions: readonly string[]) => boolean,
): MenuSection[] {
  const sections: MenuSection[] = []
  for (const api of apis) {
    const { section, page, requires } = consoleOf(api)
    if (!may(requires)) continue
    const title = section ?? page
    const found = sections.find(each => each.title === title) ?? { title, pages: [] }
    if (!sections.includes(found)) sections.push(found)
    const shared = found.pages.find(each => each.title === page)
    if (shared) shared.apis.push(api)
    else found.pages.push({ title: page, apis: [api] })
  }
  // The gear stands last, as everywhere.
  return sections.sort((left, right) => Number(isSettings(left)) - Number(isSettings(right)))
}

export function isSettings({ title }: MenuSection): boolean {
  return title === 'Settings'
}

/** The section and the page on which an API is found. */
export function placeOf(
  menu: readonly MenuSection[],
  apiId: string,
): { section: MenuSection; page: MenuPage } | null {
  for (const section of menu) {
    const page = section.pages.find(each => each.apis.some(({ id }) => id === apiId))
    if (page) return { section, page }
  }
  return null
}
