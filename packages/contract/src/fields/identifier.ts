import { z } from 'zod'

/** Ids are opaque text; the prefix says what they name. */
export function identifier(prefix: string, noun: string) {
  return z
    .string()
    .min(1)
    .max(64)
    .regex(/^[\x20-\x7e]*$/, { error: 'must be printable ASCII' })
    .meta({ description: `Id of the ${noun}.`, examples: [`${prefix}_01jd8q4z6xk2v9m3t7r5w1c0ha`] })
}

export const apiId = identifier('api', 'API')
export const organizationId = identifier('org', 'organization')
export const keyId = identifier('key', 'key')
export const secretId = identifier('sec', 'secret (one version of a key)')
export const verificationId = identifier('ver', 'verification')
