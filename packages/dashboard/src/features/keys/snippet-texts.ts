import type { ApiView } from '@keyturn/contract/client'
import { curlLine, variableOf } from './key-scene.ts'

export const languages = ['curl', 'Node', 'Python', 'Go'] as const
export type Language = (typeof languages)[number]

type Caller = Pick<ApiView, 'baseUrl' | 'credentialHeader' | 'envVariable' | 'prefix' | 'testRequest'>

/** A program that makes one request with the key, which it reads from its environment. */
export function snippetOf(language: Language, api: Caller): string {
  if (language === 'curl') return curlLine({ api })
  const { method, path } = api.testRequest ?? { method: 'GET', path: '/' }
  const request: Request = {
    method: method === '*' ? 'GET' : method,
    address: `${api.baseUrl ?? 'https://api.example.com'}${path}`,
    variable: variableOf(api),
    isBearer: api.credentialHeader !== 'X-API-Key',
  }
  return { Node: nodeText, Python: pythonText, Go: goText }[language](request)
}

/** The line that keeps the key out of the code. */
export function envLine(api: Caller): string {
  return `${variableOf(api)}=<your key>`
}

type Request = { method: string; address: string; variable: string; isBearer: boolean }

function nodeText({ method, address, variable, isBearer }: Request): string {
  const key = `process.env.${variable}`
  const header = isBearer ? `Authorization: \`Bearer \${${key}}\`` : `'X-API-Key': ${key}`
  const verb = method === 'GET' ? '' : `\n  method: '${method}',`
  return `const response = await fetch('${address}', {${verb}
  headers: { ${header} },
})
console.log(response.status, await response.text())`
}

function pythonText({ method, address, variable, isBearer }: Request): string {
  const key = `os.environ["${variable}"]`
  const header = isBearer ? `"Authorization": f"Bearer {os.environ['${variable}']}"` : `"X-API-Key": ${key}`
  return `import os
from urllib.request import Request, urlopen

request = Request(
    "${address}",
    method="${method}",
    headers={${header}},
)
with urlopen(request) as response:
    print(response.status, response.read().decode())`
}

function goText({ method, address, variable, isBearer }: Request): string {
  const key = `os.Getenv("${variable}")`
  const header = isBearer ? `"Authorization", "Bearer "+${key}` : `"X-API-Key", ${key}`
  return `package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
)

func main() {
	request, err := http.NewRequest("${method}", "${address}", nil)
	if err != nil {
		panic(err)
	}
	request.Header.Set(${header})
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	fmt.Println(response.StatusCode, string(body))
}`
}
