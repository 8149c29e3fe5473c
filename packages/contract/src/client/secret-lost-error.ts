import { KeyturnError } from './keyturn-error.ts'

/** The answer of a call that issues a secret. `secret` is null on the wire where such a call was repeated. */
type IssuingAnswer = { key: { id: string }; secret: string | null }

export type Issued<Answer extends IssuingAnswer> = Omit<Answer, 'secret'> & {
  /** The full token. Keyturn shows it in no other answer. */
  secret: string
}

/** The call was carried out before, and the answer with the secret never arrived: nobody can show it again. */
export class SecretLostError extends KeyturnError {
  /** The key whose newest secret nobody knows. */
  readonly keyId: string

  constructor(keyId: string) {
    super({
      status: 200,
      code: 'secret_lost',
      detail: `It was done, but the first answer with the secret of ${keyId} was lost. Rotate the key to get a new one.`,
    })
    this.name = 'SecretLostError'
    this.keyId = keyId
  }
}

/** Answers what issued a secret. Rejects with `SecretLostError` where the secret was in an earlier answer. */
export async function withSecret<Answer extends IssuingAnswer>(
  answered: Promise<Answer>,
): Promise<Issued<Answer>> {
  const answer = await answered
  const { secret } = answer
  if (secret === null) throw new SecretLostError(answer.key.id)
  return { ...answer, secret }
}
