import { expect, expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import type { updateApiBody } from '../apis/api.ts'
import type {
  CreateKeyBody,
  Identity,
  KeyView,
  UpdateApiBody,
  VerifyRequest,
  VerifyResponse,
} from '../client/generated/types.ts'
import type { identity } from '../identity/whoami.ts'
import type { createKeyBody, key } from '../keys/key.ts'
import { operations } from '../operations/operations.ts'
import type { verdict, verifyBody } from '../verification/verification.ts'
import { callName } from './call-name.ts'
import { writeBindings } from './write-bindings.ts'

const bindings = writeBindings(operations)

test('the client has the calls of the operations; write them with: npx vitest run packages/contract -u', async () => {
  await expect(bindings.types).toMatchFileSnapshot('../client/generated/types.ts')
  await expect(bindings.words).toMatchFileSnapshot('../client/generated/words.ts')
  await expect(bindings.calls).toMatchFileSnapshot('../client/generated/calls.ts')
})

test('no two operations have one name', () => {
  const names = operations.map(operation => Object.values(callName(operation)).join('.'))
  expect(new Set(names).size).toBe(operations.length)
})

test('the written types are those of the schemas', () => {
  expectTypeOf<KeyView>().toEqualTypeOf<z.infer<typeof key>>()
  expectTypeOf<CreateKeyBody>().toEqualTypeOf<z.input<typeof createKeyBody>>()
  expectTypeOf<UpdateApiBody>().toEqualTypeOf<z.input<typeof updateApiBody>>()
  expectTypeOf<VerifyRequest>().toEqualTypeOf<z.input<typeof verifyBody>>()
  expectTypeOf<VerifyResponse>().toEqualTypeOf<z.infer<typeof verdict>>()
  expectTypeOf<Identity>().toEqualTypeOf<z.infer<typeof identity>>()
})
