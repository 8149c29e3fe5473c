import {
  ActionIcon,
  Badge,
  Button,
  Checkbox,
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  Input,
  Menu,
  Modal,
  NavLink,
  Notification,
  Tooltip,
} from '@mantine/core'

const accent = [
  '#eef3ff',
  '#dbe5fd',
  '#b4c8f8',
  '#8aa9f2',
  '#6790ed',
  '#4f7fe8',
  '#3b6fe3',
  '#2b5fd9',
  '#2252c4',
  '#1843a8',
] as const

const grey = [
  '#f7f8f9',
  '#eff1f3',
  '#e3e6e9',
  '#d3d7dc',
  '#a9b0b8',
  '#7d8690',
  '#5b646e',
  '#434b54',
  '#2b3138',
  '#171b20',
] as const

const dark = [
  '#e6e9ec',
  '#c5cbd1',
  '#a0a8b1',
  '#858e98',
  '#3a424b',
  '#2b3138',
  '#1e2329',
  '#14181c',
  '#0f1215',
  '#0a0c0e',
] as const

const red = [
  '#fdf0ee',
  '#fbdcd8',
  '#f5b5ad',
  '#ee8b80',
  '#e5675a',
  '#d94a3b',
  '#c9372c',
  '#b42318',
  '#971b12',
  '#75130c',
] as const

const small = { fontSize: 'var(--mantine-font-size-xs)' }
const layer = { title: { fontSize: 'var(--mantine-font-size-lg)', fontWeight: 600, lineHeight: 1.4 } }
// It would be a banner of the page, which has one.
const noLandmark = { header: { role: 'presentation' } }

/** How Keyturn looks. Colour says state and nothing else; the accent is for what can be done. */
export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  colors: { accent, gray: grey, dark, red },
  black: '#171b20',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '0.25rem', sm: '0.375rem', md: '0.5rem', lg: '0.5rem', xl: '0.5rem' },
  defaultRadius: 'sm',
  fontWeights: { medium: '500' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.4' },
      h2: { fontSize: '1rem', lineHeight: '1.5' },
      h3: { fontSize: '0.875rem', lineHeight: '1.5' },
    },
  },
  respectReducedMotion: true,
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    Badge: Badge.extend({ defaultProps: { variant: 'light', color: 'gray', tt: 'none', fw: 500 } }),
    Button: Button.extend({ defaultProps: { size: 'sm', fw: 500 } }),
    Checkbox: Checkbox.extend({ defaultProps: { size: 'sm' }, styles: { description: small } }),
    // The page stands still under an open layer by a rule in frame.css: a library would add a style element for it.
    Drawer: Drawer.extend({
      defaultProps: {
        lockScroll: false,
        transitionProps: { duration: 120 },
        closeButtonProps: { 'aria-label': 'Close' },
        attributes: noLandmark,
      },
      styles: layer,
    }),
    Input: Input.extend({ defaultProps: { size: 'sm' } }),
    InputWrapper: Input.Wrapper.extend({ defaultProps: { size: 'sm' }, styles: { description: small } }),
    Menu: Menu.extend({
      defaultProps: {
        shadow: 'md',
        position: 'bottom-end',
        transitionProps: { duration: 80 },
        // In a menu assistive technology expects its items and nothing else.
        withInitialFocusPlaceholder: false,
      },
    }),
    Modal: Modal.extend({
      defaultProps: {
        lockScroll: false,
        transitionProps: { duration: 120 },
        closeButtonProps: { 'aria-label': 'Close' },
        attributes: noLandmark,
      },
      styles: layer,
    }),
    NavLink: NavLink.extend({ defaultProps: { fw: 500 } }),
    Notification: Notification.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, transitionProps: { duration: 80 } } }),
  },
})

/** What differs from Mantine's own choice per scheme, and the colours of states. */
export const themeVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': grey[6],
    '--mantine-color-placeholder': '#6b747e',
    '--mantine-color-default-border': grey[3],
    '--mantine-color-error': '#b42318',
    '--mantine-color-anchor': accent[8],
    // What a box or a field is told by, which nothing else says (WCAG 2.2, 1.4.11).
    '--control-border': grey[5],
    '--menu-item-hover': grey[1],
    '--hairline': grey[2],
    '--surface': grey[0],
    '--state-good': '#16794c',
    '--state-warning': '#9a5b00',
    '--state-bad': '#b42318',
    '--state-quiet': grey[5],
    '--test-band': '#fdf1d3',
    '--test-band-text': '#6b4300',
    '--stopped-band': '#fbdcd8',
    '--stopped-band-text': '#75130c',
  },
  dark: {
    '--mantine-color-dimmed': dark[2],
    '--mantine-color-placeholder': '#929ba5',
    '--mantine-color-default': dark[6],
    '--mantine-color-default-border': dark[4],
    '--mantine-color-error': '#ff8a80',
    '--mantine-color-anchor': accent[3],
    '--control-border': '#6d7680',
    // Lighter, and what takes something away could not be read on it.
    '--menu-item-hover': dark[5],
    '--hairline': dark[5],
    '--surface': '#191d22',
    '--state-good': '#4ec98b',
    '--state-warning': '#f0b04a',
    '--state-bad': '#ff8a80',
    '--state-quiet': dark[3],
    '--test-band': '#3b2d0c',
    '--test-band-text': '#f5d48a',
    '--stopped-band': '#4a1510',
    '--stopped-band-text': '#ffc2bb',
  },
})
