import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { deleteOperator } from '../sessions/delete-operator.ts'
import { recoverOwner } from '../sessions/recover-owner.ts'
import { updateOperator } from '../sessions/update-operator.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { addPerson, requestOf } from '../testing/people.ts'
import { beginSetup, isSetupOpen } from './begin-setup.ts'
import { createOperator } from './create-operator.ts'
import { createOwner } from './create-owner.ts'
import { findPasswordOf } from './find-password-of.ts'
import { listOperators } from './list-operators.ts'
import { takeSignInLink } from './sign-in-link.ts'

const notFound = { code: 'not_found' }

onBothDatabases(suite => {
  const owner = (name: string, setupDigest: Buffer) => ({
    email: `${name}@example.com`,
    name,
    passwordHash: '$argon2id$',
    setupDigest,
  })

  test('of all who make the first owner at once one succeeds, and afterwards nobody', async () => {
    const digest = randomBytes(32)
    expect(await beginSetup(suite.ctx, { digest })).toBe(true)
    await expect(createOwner(suite.ctx, owner('guess', randomBytes(32)))).rejects.toMatchObject(notFound)
    expect(await isSetupOpen(suite.ctx)).toBe(true)
    const racing = Array.from({ length: 16 }, (_, index) =>
      createOwner(suite.ctx, owner(`racer${index}`, digest)),
    )
    const outcomes = await Promise.allSettled(racing)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(notFound)
    expect(await isSetupOpen(suite.ctx)).toBe(false)
    expect(await beginSetup(suite.ctx, { digest: randomBytes(32) })).toBe(false)
    await expect(createOwner(suite.ctx, owner('late', digest))).rejects.toMatchObject(notFound)
  })

  test('an owner who is recovered has a link that works once, whatever became of them', async () => {
    const digest = randomBytes(32)
    const ada = await addPerson(suite, { operator: 'operator' })
    await suite.write(null, tx =>
      tx.updateTable('users').set({ disabled_at: 1 }).where('id', '=', ada.userId).execute(),
    )
    expect((await recoverOwner(suite.ctx, { email: ada.email.toUpperCase(), digest })).result).toMatchObject({
      email: ada.email,
      created: false,
    })
    const racing = await Promise.allSettled(
      Array.from({ length: 8 }, () => takeSignInLink(suite.ctx, { digest })),
    )
    expect(racing.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await requestOf(suite.ctx, await ada.signIn())).principal).toMatchObject({ operator: 'owner' })
    await expect(takeSignInLink(suite.ctx, { digest })).rejects.toMatchObject({ code: 'invalid_credentials' })
  })

  test('a link is void when there is a newer one, and after a day', async () => {
    const [first, second] = [randomBytes(32), randomBytes(32)]
    const email = 'recovered@example.com'
    expect((await recoverOwner(suite.ctx, { email, digest: first })).result.created).toBe(true)
    await recoverOwner(suite.ctx, { email, digest: second })
    const isVoid = { code: 'invalid_credentials' }
    await expect(takeSignInLink(suite.ctx, { digest: first })).rejects.toMatchObject(isVoid)
    const { clock } = suite.ctx
    const tomorrow = { ...suite.ctx, clock: { ...clock, now: () => clock.now() + 86_400_000 } }
    await expect(takeSignInLink(tomorrow, { digest: second })).rejects.toMatchObject(isVoid)
    await takeSignInLink(suite.ctx, { digest: second })
  })

  test('only who has the machine recovers an owner', async () => {
    const input = { email: 'eve@example.com', digest: randomBytes(32) }
    await expect(recoverOwner(suite.as({ scopes: ['*'] }), input)).rejects.toThrow()
    const boss = await addPerson(suite, { operator: 'owner' })
    await expect(recoverOwner(await boss.request(), input)).rejects.toThrow()
  })

  test('only owners change operators, and none takes over an account that is there', async () => {
    const { id: organizationId } = await suite.organization()
    const [boss, staff] = [
      await addPerson(suite, { operator: 'owner' }),
      await addPerson(suite, { operator: 'operator' }),
    ]
    const member = await addPerson(suite, { organizationId, permissions: ['administer'] })
    const input = { email: 'new@example.com', name: null, role: 'owner' as const, digest: randomBytes(32) }
    const refused = { code: 'insufficient_permission' }
    for (const ctx of [await staff.request(), await member.request(), suite.as({ scopes: ['*'] })]) {
      await expect(createOperator(ctx, input)).rejects.toMatchObject(refused)
      const change = { userId: staff.userId, patch: { role: 'owner' as const } }
      await expect(updateOperator(ctx, change)).rejects.toMatchObject(refused)
      await expect(deleteOperator(ctx, { userId: boss.userId })).rejects.toMatchObject(refused)
    }
    await expect(listOperators(await member.request())).rejects.toMatchObject(refused)
    const taken = { ...input, email: member.email }
    await expect(createOperator(await boss.request(), taken)).rejects.toMatchObject({ code: 'conflict' })
    const { result } = await createOperator(await boss.request(), input)
    expect(await takeSignInLink(suite.ctx, input)).toEqual({ userId: result.operator.userId })
  })

  test('a removed operator is added again with a new link; what they got in with before is void', async () => {
    const boss = await addPerson(suite, { operator: 'owner' })
    const [first, second] = [randomBytes(32), randomBytes(32)]
    const input = {
      email: `again-${first.toString('hex')}@example.com`,
      name: null,
      role: 'operator' as const,
    }
    const { result } = await createOperator(await boss.request(), { ...input, digest: first })
    const { userId } = result.operator
    const isVoid = { code: 'invalid_credentials' }
    await deleteOperator(await boss.request(), { userId })
    await expect(takeSignInLink(suite.ctx, { digest: first })).rejects.toMatchObject(isVoid)
    await suite.write(null, tx =>
      tx.insertInto('passwords').values({ user_id: userId, hash: '$argon2id$', changed_at: 1 }).execute(),
    )
    const again = await createOperator(await boss.request(), { ...input, role: 'owner', digest: second })
    expect(again.result.operator).toMatchObject({ userId, role: 'owner', disabled: false })
    expect(await findPasswordOf(suite.ctx, { email: input.email })).toBeNull()
    expect(await takeSignInLink(suite.ctx, { digest: second })).toEqual({ userId })
    const taken = createOperator(await boss.request(), { ...input, digest: randomBytes(32) })
    await expect(taken).rejects.toMatchObject({ code: 'conflict' })
  })

  test('whoever is changed or removed is out at once; the last owner who can sign in stays', async () => {
    const boss = await addPerson(suite, { operator: 'owner' })
    const staff = await addPerson(suite, { operator: 'operator' })
    for (const { userId, role } of await listOperators(await boss.request())) {
      if (role === 'owner' && userId !== boss.userId) await deleteOperator(await boss.request(), { userId })
    }
    const last = { code: 'last_owner' }
    const own = { userId: boss.userId }
    await expect(deleteOperator(await boss.request(), own)).rejects.toMatchObject(last)
    for (const patch of [{ role: 'operator' as const }, { disabled: true }])
      await expect(updateOperator(await boss.request(), { ...own, patch })).rejects.toMatchObject(last)
    await updateOperator(await boss.request(), { userId: staff.userId, patch: { disabled: true } })
    await expect(staff.request()).rejects.toMatchObject({ code: 'session_ended' })
    await updateOperator(await boss.request(), { userId: staff.userId, patch: { disabled: false } })
    await staff.signIn()
    await deleteOperator(await boss.request(), { userId: staff.userId })
    expect((await listOperators(await boss.request())).map(({ userId }) => userId)).not.toContain(
      staff.userId,
    )
  })
})
