import { expect, test } from 'vitest'
import { tellConsole } from './tell-console.ts'

test('says why a verification failed, once a minute and not for each request', () => {
  const lines: string[] = []
  let now = 0
  const tell = tellConsole(
    () => now,
    line => lines.push(line),
  )
  for (now = 0; now < 60_000; now += 1_000) tell(new Error('unreachable: Keyturn does not answer.'))
  expect(lines).toEqual([expect.stringContaining('unreachable: Keyturn does not answer.')])
  tell('again')
  expect(lines).toHaveLength(2)
})
