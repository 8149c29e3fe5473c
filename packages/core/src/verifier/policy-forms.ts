import type { KeyPolicySource } from '../policies/key-policy.ts'
import { policyCanonicalForm } from '../policies/policy-canonical-form.ts'

/** Canonical forms of policies, remembered for sources that cannot change any more: loading many keys shares those. */
export class PolicyForms {
  readonly #known = new WeakMap<KeyPolicySource, string>()

  of(source: KeyPolicySource): string {
    const known = this.#known.get(source)
    if (known !== undefined) return known
    const form = policyCanonicalForm(source)
    if (isObject(source) && isFrozenThroughout(source)) this.#known.set(source, form)
    return form
  }
}

function isFrozenThroughout(value: object): boolean {
  if (!Object.isFrozen(value)) return false
  return Object.values(value).every(member => !isObject(member) || isFrozenThroughout(member))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
