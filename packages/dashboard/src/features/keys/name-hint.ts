const wordsThatSayNothing = new Set(
  'a abc api app apikey default dev development foo key keys live main my name new prod production sandbox secret test testing the token tmp temp untitled'.split(
    ' ',
  ),
)

/** A hint while a name says too little to know by it what would break without the key; null once it does. */
export function nameHint(name: string): string | null {
  const words = name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  if (words.length === 0) return null
  const telling = words.filter(
    word => !wordsThatSayNothing.has(word) && !/^\d+$/.test(word) && word.length > 1,
  )
  if (telling.length > 0) return null
  return 'Say which system uses it and what for, such as “CRM sync, nightly”. You will be glad when it is due for rotation.'
}
