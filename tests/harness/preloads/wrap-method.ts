/** Puts `around` in front of a method: it gets the arguments, may change them, and makes the call itself. */
export function wrapMethod(
  owner: object,
  name: string,
  around: (call: () => unknown, args: unknown[]) => unknown,
): void {
  const original: unknown = Reflect.get(owner, name)
  if (typeof original !== 'function') throw new Error(`there is no method ${name} to wrap`)
  Reflect.set(owner, name, function (this: unknown, ...args: unknown[]) {
    return around(() => Reflect.apply(original, this, args), args)
  })
}
