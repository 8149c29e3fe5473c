import { type HelpFacts, headerOf } from '../help-facts.ts'
import { code, type HelpSection, list, text } from '../help-text.ts'

export function use(facts: HelpFacts): HelpSection {
  const { api, variable, curl } = facts
  const { name } = headerOf(api, '')
  return {
    id: 'use',
    title: 'Use it',
    blocks: [
      text(`Send the key in the header \`${name}\` of each request, and nowhere else:`),
      code('Header', `${name}: ${headerOf(api, `$${variable}`).value}`),
      text(`With the key in the variable \`${variable}\`, this is a request that works:`),
      code('curl', curl),
    ],
    entries: [
      {
        id: 'languages',
        title: 'In your language',
        blocks: [
          code('Node.js', nodeText(facts)),
          code('Python', pythonText(facts)),
          code('Go', goText(facts)),
        ],
      },
      {
        id: 'answers',
        title: 'What the answer says',
        blocks: [
          list(
            '**200** and its like: the key works.',
            '**401**: the key was not sent, or is no key, or was ended. Trying again does not help.',
            '**402**: credits are used up.',
            '**403**: the key is right, and may not do this.',
            '**429**: too much at once. Wait for as many seconds as `Retry-After` says.',
            '**503**: the key could not be checked just now. Try again after `Retry-After`.',
          ),
          text(
            'Refusals are JSON (`application/problem+json`). `code` says which one it is: look it up under [Troubleshooting](#troubleshooting). `requestId` is what support will ask for.',
          ),
        ],
      },
      {
        id: 'limits',
        title: 'Limits and credits',
        blocks: [
          text(
            'Where a key has a limit, answers say in `RateLimit` how much is left of it, and in `RateLimit-Policy` what it is. Slow down before it is used up. Where requests cost credits, each key or your organization has a balance; refused requests cost nothing.',
          ),
        ],
      },
    ],
  }
}

function urlOf({ api }: HelpFacts): string {
  return `${api.baseUrl ?? 'https://api.example.com'}${api.testRequest?.path ?? '/'}`
}

function methodOf({ api }: HelpFacts): string {
  const method = api.testRequest?.method ?? 'GET'
  return method === '*' ? 'GET' : method
}

function nodeText(facts: HelpFacts): string {
  const { name, value } = headerOf(facts.api, `\${process.env.${facts.variable}}`)
  const method = methodOf(facts) === 'GET' ? '' : `\n  method: '${methodOf(facts)}',`
  return `const response = await fetch('${urlOf(facts)}', {${method}
  headers: { '${name}': \`${value}\` },
})
if (!response.ok) console.error(await response.json())`
}

function pythonText(facts: HelpFacts): string {
  const variable = `os.environ["${facts.variable}"]`
  const { name, value } = headerOf(facts.api, '')
  const sent = value === '' ? variable : `"${value}" + ${variable}`
  return `import os, requests

response = requests.request(
    "${methodOf(facts)}", "${urlOf(facts)}",
    headers={"${name}": ${sent}}, timeout=10,
)
response.raise_for_status()`
}

function goText(facts: HelpFacts): string {
  const { name, value } = headerOf(facts.api, '')
  const variable = `os.Getenv("${facts.variable}")`
  return `request, err := http.NewRequest("${methodOf(facts)}", "${urlOf(facts)}", nil)
if err != nil {
	return err
}
request.Header.Set("${name}", ${value === '' ? variable : `"${value}"+${variable}`})
response, err := http.DefaultClient.Do(request)`
}
