import { openApiDocument, problemDefinitions } from '@keyturn/contract'
import type { FastifyInstance } from 'fastify'
import { apiSections } from './api-sections.ts'
import { escapeHtml, registerPage } from './html-page.ts'

const problemsPath = '/help/problems'

/** `/openapi.json`, the reference for people, and the help page on which every problem code has its row. */
export function registerReference(app: FastifyInstance, input: { version: string; publicUrl: string }): void {
  const document = openApiDocument({ version: input.version, serverUrl: input.publicUrl || '/' })
  const text = JSON.stringify(document)
  app.get('/openapi.json', (_, reply) =>
    reply
      .headers({ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-cache' })
      .send(text),
  )
  registerPage(app, {
    path: '/help/api',
    title: 'API reference',
    sections: apiSections(document, problemsPath),
  })
  registerPage(app, { path: problemsPath, title: 'Problems and what to do', sections: problemSections() })
}

/** For everybody, signed in or not; who is reads the same row in the words of their API. */
function problemSections(): string[] {
  return Object.entries(problemDefinitions).map(
    ([code, { status, title, advice }]) =>
      `<section id="${code}"><h2>${escapeHtml(title)}</h2><p><code>${code}</code>, status ${status}</p><p>${escapeHtml(advice)}</p><p><a href="/help#${code}">More on this, in the help on your API keys</a></p></section>`,
  )
}
