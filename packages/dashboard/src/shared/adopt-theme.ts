import {
  convertCssVariables,
  createTheme,
  DEFAULT_THEME,
  defaultCssVariablesResolver,
  type MantineThemeOverride,
  mergeMantineTheme,
} from '@mantine/core'
import { accentShades } from './accent.ts'
import { theme, themeVariables } from './theme.ts'

/**
 * The variables of the theme as a sheet of its own making: Mantine would write them into a style element, which the
 * policy of the page forbids to everybody.
 */
export function adoptTheme(): void {
  adopt(theme)
}

/** The same with another accent (`#rrggbb`), made readable. Answers the theme for components. */
export function adoptAccent(hex: string): MantineThemeOverride {
  const shades = accentShades(hex)
  const own = createTheme({ ...theme, colors: { ...theme.colors, accent: shades } })
  adopt(own, {
    variables: {},
    light: { '--mantine-color-anchor': shades[8], '--mantine-color-accent-text': shades[8] },
    dark: { '--mantine-color-anchor': shades[3] },
  })
  return own
}

function adopt(
  chosen: MantineThemeOverride,
  over: ReturnType<typeof themeVariables> = { variables: {}, light: {}, dark: {} },
): void {
  const merged = mergeMantineTheme(DEFAULT_THEME, chosen)
  const defaults = defaultCssVariablesResolver(merged)
  const own = themeVariables(merged)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(
    convertCssVariables(
      {
        variables: { ...defaults.variables, ...own.variables },
        light: { ...defaults.light, ...own.light, ...over.light },
        dark: { ...defaults.dark, ...own.dark, ...over.dark },
      },
      ':root',
    ),
  )
  document.adoptedStyleSheets.push(sheet)
}
