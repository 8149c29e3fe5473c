/** Answers of authenticators in examples: well-formed, and of nobody. */
const clientDataJSON = 'eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0'
const id = 'AAECAwQFBgcICQoLDA0ODw'

export const madePasskeyExample = {
  id,
  rawId: id,
  type: 'public-key',
  clientExtensionResults: {},
  response: { clientDataJSON, attestationObject: 'o2NmbXRkbm9uZQ', transports: ['internal'] },
}

export const usedPasskeyExample = {
  id,
  rawId: id,
  type: 'public-key',
  clientExtensionResults: {},
  response: { clientDataJSON, authenticatorData: 'AAAA', signature: 'MEUCIQ' },
}
