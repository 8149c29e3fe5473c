import { escapeHtml } from '../pages/html-page.ts'
import { inert } from './inert-text.ts'
import type { Fact, Letter, LetterAction, LetterSection } from './letter.ts'

/** Many programs read styles on elements only, and few read these: what is dark or narrow is refined here. */
const sheet = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (max-width:600px){.sheet{padding:24px 20px!important}.fact{display:block!important;width:auto!important}
.label{padding:12px 0 0!important}.value{padding:2px 0 0!important;border:0!important}.label{border:0!important}
.button a{display:block!important;text-align:center!important}}
@media (prefers-color-scheme:dark){.page{background:#101316!important}.sheet{background:#191d22!important;border-color:#2d343c!important}
.ink{color:#e9ebee!important}.quiet{color:#a0a9b4!important}.line{border-color:#2d343c!important}
.button td{background:#748ffc!important}.button a{color:#0d1014!important}.link{color:#91a7ff!important}}`

const face = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const mono = "ui-monospace,SFMono-Regular,Menlo,Consolas,'Liberation Mono',monospace"
/** Words of others may have no place to break. */
const breaks = 'word-break:break-word;overflow-wrap:anywhere'
const text = `font:400 15px/1.55 ${face};color:#1b1f24;margin:0 0 16px;${breaks}`
const quiet = `font:400 13px/1.5 ${face};color:#5b6470`
const table = 'role="presentation" cellpadding="0" cellspacing="0" border="0"'

/** The letter as HTML: one sheet, nothing fetched, readable without styles and in both colour schemes. */
export function renderHtml(letter: Letter, brand: string): string {
  const { heading, paragraphs, sections, action, closing, reason } = letter
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
    `<title>${escapeHtml(heading)}</title><style>${sheet}</style></head>`,
    '<body class="page" style="margin:0;padding:0;background:#f4f5f7">',
    `<table class="page" ${table} width="100%" style="background:#f4f5f7"><tr><td align="center" style="padding:32px 12px">`,
    `<table ${table} width="100%" style="max-width:560px;table-layout:fixed"><tr><td class="quiet" style="${quiet};font-weight:600;padding:0 4px 12px">${say(brand)}</td></tr>`,
    '<tr><td class="sheet" style="background:#ffffff;border:1px solid #e3e6ea;border-radius:8px;padding:32px 36px">',
    `<h1 class="ink" style="font:600 20px/1.35 ${face};color:#1b1f24;margin:0 0 16px;${breaks}">${escapeHtml(heading)}</h1>`,
    ...paragraphs.map(paragraphHtml),
    ...sections.map(sectionHtml),
    ...(action ? [actionHtml(action)] : []),
    ...closing.map(paragraphHtml),
    '</td></tr>',
    `<tr><td class="quiet" style="${quiet};padding:16px 4px 0">${escapeHtml(reason)}</td></tr>`,
    '</table></td></tr></table></body></html>',
    '',
  ].join('\n')
}

function say(words: string): string {
  return escapeHtml(inert(words))
}

function paragraphHtml(sentence: string): string {
  return `<p class="ink" style="${text}">${escapeHtml(sentence)}</p>`
}

function sectionHtml({ title, facts }: LetterSection): string {
  const head = title
    ? `<h2 class="ink" style="font:600 15px/1.4 ${face};color:#1b1f24;margin:0 0 6px;${breaks}">${say(title)}</h2>`
    : ''
  return `${head}<table ${table} width="100%" style="margin:0 0 24px">${facts.map(factHtml).join('\n')}</table>`
}

function factHtml({ label, value, isCode }: Fact): string {
  const cell = 'border-top:1px solid #e3e6ea;vertical-align:top'
  const valueFont = isCode ? `font:400 13px/1.6 ${mono}` : `font:400 14px/1.5 ${face}`
  return [
    `<tr><td class="fact label line quiet" width="128" style="${quiet};${cell};padding:9px 12px 9px 0">${escapeHtml(label)}</td>`,
    `<td class="fact value line ink" style="${valueFont};color:#1b1f24;${cell};padding:8px 0;${breaks}">${say(value)}</td></tr>`,
  ].join('')
}

function actionHtml({ label, url }: LetterAction): string {
  const address = escapeHtml(url)
  return [
    `<table class="button" ${table} style="margin:8px 0 12px"><tr><td style="background:#3b5bdb;border-radius:6px">`,
    `<a href="${address}" style="display:inline-block;font:600 15px/1.2 ${face};color:#ffffff;text-decoration:none;padding:12px 22px">${escapeHtml(label)}</a></td></tr></table>`,
    `<p class="quiet" style="${quiet};margin:0 0 20px;word-break:break-all">Or open this address: <a class="link" href="${address}" style="color:#3b5bdb;text-decoration:none">${address}</a></p>`,
  ].join('\n')
}
