import { isProblemCode, problemDefinitions } from '@keyturn/contract'
import { escapeHtml } from './html-page.ts'

type Json = { readonly [name: string]: unknown }

/** The reference for people, made from the OpenAPI document: what a call takes, answers and may refuse. */
export function apiSections(document: Json, problemsPath: string): string[] {
  const calls = callsOf(document)
  const tags = listOf(document['tags']).map(tag => {
    const name = textOf(tag['name'])
    const own = calls.filter(({ call }) => listOf(call['tags'], String).includes(name))
    return { name, description: textOf(tag['description']), own }
  })
  const menu = tags.map(({ name, own }) => {
    const links = own.map(({ call }) => link(`#${textOf(call['operationId'])}`, textOf(call['summary'])))
    return `<li>${escapeHtml(name)}: ${links.join(', ')}</li>`
  })
  return [
    `<p>The same as a document for programs: ${link('/openapi.json', 'openapi.json')}. ${link(problemsPath, 'Problems and what to do')}.</p>`,
    `<nav><ul>${menu.join('')}</ul></nav>`,
    ...tags.flatMap(({ name, description, own }) => [
      `<h2>${escapeHtml(name)}</h2><p>${escapeHtml(description)}</p>`,
      ...own.map(each => callSection(each, problemsPath)),
    ]),
    `<h2>Schemas</h2>`,
    ...Object.entries(objectOf(objectOf(document['components'])['schemas'])).map(
      ([name, schema]) =>
        `<section id="schema-${escapeHtml(name)}"><h3>${escapeHtml(name)}</h3>${jsonBlock(schema)}</section>`,
    ),
  ]
}

type Call = { method: string; path: string; call: Json }

function callsOf(document: Json): Call[] {
  return Object.entries(objectOf(document['paths'])).flatMap(([path, methods]) =>
    Object.entries(objectOf(methods)).map(([method, call]) => ({
      method: method.toUpperCase(),
      path,
      call: objectOf(call),
    })),
  )
}

function callSection({ method, path, call }: Call, problemsPath: string): string {
  const description = textOf(call['description']).split('\n\n').map(code)
  return [
    `<section id="${escapeHtml(textOf(call['operationId']))}">`,
    `<h3>${escapeHtml(textOf(call['summary']))}</h3><p><code>${method} ${escapeHtml(path)}</code></p>`,
    ...description.map(part => `<p>${part}</p>`),
    parameterTable(listOf(call['parameters'])),
    ...bodyParts('Body', objectOf(call['requestBody'])),
    ...Object.entries(objectOf(call['responses'])).flatMap(([status, answer]) =>
      answerParts(status, objectOf(answer), problemsPath),
    ),
    '</section>',
  ].join('\n')
}

function parameterTable(parameters: readonly Json[]): string {
  const rows = parameters.map(parameter => {
    const name = textOf(parameter['name']) || textOf(parameter['$ref']).split('/').at(-1) || ''
    const place = textOf(parameter['in']) || 'header'
    return `<tr><td><code>${escapeHtml(name)}</code></td><td>${place}</td><td>${code(textOf(parameter['description']))}</td></tr>`
  })
  if (rows.length === 0) return ''
  return `<table><tr><th>Parameter</th><th>In</th><th>Meaning</th></tr>${rows.join('')}</table>`
}

function bodyParts(title: string, body: Json): string[] {
  return Object.entries(objectOf(body['content'])).flatMap(([type, content]) => {
    const { schema, example } = objectOf(content)
    const shown = example === undefined ? '' : `<p>For example:</p>${jsonBlock(example)}`
    return [`<h4>${title}: <code>${escapeHtml(type)}</code></h4>${jsonBlock(schema)}${shown}`]
  })
}

function answerParts(status: string, answer: Json, problemsPath: string): string[] {
  const description = textOf(answer['description'])
  if (Number(status) < 400)
    return [`<h4>${status}</h4><p>${code(description)}</p>`, ...bodyParts('Answer', answer)]
  const codes = [...description.matchAll(/`(\w+)`/g)].map(match => match[1] ?? '').filter(isProblemCode)
  const links = codes.map(
    each => `${link(`${problemsPath}#${each}`, each)} (${escapeHtml(problemDefinitions[each].title)})`,
  )
  return [`<p>${status}: ${links.join(', ')}</p>`]
}

function jsonBlock(value: unknown): string {
  const text = escapeHtml(JSON.stringify(value, null, 2) ?? '')
  return `<pre>${text.replaceAll(/#\/components\/schemas\/(\w+)/g, '<a href="#schema-$1">$&</a>')}</pre>`
}

/** Text with `code` in it. */
function code(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
}

function link(address: string, text: string): string {
  return `<a href="${escapeHtml(address)}">${escapeHtml(text)}</a>`
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function listOf(value: unknown): Json[]
function listOf<Item>(value: unknown, read: (item: unknown) => Item): Item[]
function listOf(value: unknown, read: (item: unknown) => unknown = objectOf): unknown[] {
  return Array.isArray(value) ? value.map(item => read(item)) : []
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
