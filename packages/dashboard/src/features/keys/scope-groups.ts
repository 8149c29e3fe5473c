import type { ApiView } from '@keyturn/contract/client'

export type Scope = ApiView['scopes'][number]
export type ScopeGroup = { resource: string; scopes: Scope[] }

/** Scopes by the resource that they are about, in the order of the API. */
export function groupScopes(scopes: readonly Scope[]): ScopeGroup[] {
  const groups = new Map<string, Scope[]>()
  for (const scope of scopes) {
    const resource = scope.name.split(':')[0] ?? scope.name
    groups.set(resource, [...(groups.get(resource) ?? []), scope])
  }
  return [...groups].map(([resource, members]) => ({ resource, scopes: members }))
}

export const presets = ['Read-only', 'Restricted', 'Full access'] as const
export type Preset = (typeof presets)[number]

/** What a preset grants: reading, everything but the sensitive, everything. */
export function scopesOfPreset(preset: Preset, scopes: readonly Scope[]): string[] {
  const granted = {
    'Read-only': ({ name, sensitive }: Scope) => name.endsWith(':read') && !sensitive,
    Restricted: ({ sensitive }: Scope) => !sensitive,
    'Full access': () => true,
  }[preset]
  return scopes.filter(granted).map(({ name }) => name)
}

/** The preset that these scopes are; null for a choice of one's own. */
export function presetOf(chosen: readonly string[], scopes: readonly Scope[]): Preset | null {
  const same = (names: string[]) =>
    names.length === chosen.length && names.every(name => chosen.includes(name))
  return presets.find(preset => same(scopesOfPreset(preset, scopes))) ?? null
}

/** Presets that differ from each other for this API. */
export function usefulPresets(scopes: readonly Scope[]): Preset[] {
  const seen = new Set<string>()
  return presets.filter(preset => {
    const names = scopesOfPreset(preset, scopes).join(' ')
    if (names === '' || seen.has(names)) return false
    seen.add(names)
    return true
  })
}
