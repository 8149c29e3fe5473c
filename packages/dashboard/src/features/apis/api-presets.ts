import { type ApiDraft, emptyApiDraft } from './api-draft.ts'

export type ApiPreset = { id: string; title: string; sentence: string; draft: ApiDraft }

const keyPeople = ['manage_keys', 'view_keys']

function preset(
  id: string,
  title: string,
  sentence: string,
  settings: Partial<Omit<ApiDraft, 'console'>> & { console: Partial<ApiDraft['console']> },
): ApiPreset {
  const console = { ...emptyApiDraft.console, ...settings.console }
  return { id, title, sentence, draft: { ...emptyApiDraft, ...settings, console } }
}

/** Ways in which vendors hand out keys, to begin with. */
export const apiPresets: readonly ApiPreset[] = [
  preset('scoped', 'Scoped keys, shown once', 'Any number of keys, each with a name, scopes and an expiry.', {
    console: { submitLabel: 'Create', requires: keyPeople },
  }),
  preset('name', 'A name and a button', 'The shortest form: a key has a name and nothing else to choose.', {
    console: { form: 'name', fieldLabel: 'Key Name', submitLabel: 'Generate', requires: keyPeople },
  }),
  preset(
    'company',
    'One key per company',
    'Everybody in a company shares one key, masked until it is shown.',
    {
      keyPolicy: 'one_per_organization',
      reveal: 'anytime',
      console: {
        portalName: 'Admin Portal',
        section: 'Access & Authentication',
        page: 'Getting Your API Key',
        requires: ['view_keys', 'reveal_keys'],
      },
    },
  ),
  preset(
    'programme',
    'A key security programme',
    'Keys by purpose, rotated on schedule, with sensitive scopes.',
    {
      credentialHeader: 'Authorization: Bearer',
      maxLifetimeDays: '365',
      console: { submitLabel: 'Create', requires: keyPeople },
    },
  ),
  preset('account', 'The key in account settings', 'One key, shown on a settings page and reset there.', {
    keyPolicy: 'one_per_organization',
    reveal: 'anytime',
    credentialHeader: 'Authorization: Bearer',
    console: {
      section: 'Settings',
      page: 'Technical',
      display: 'shown',
      requires: ['manage_billing', 'manage_users'],
    },
  }),
]

/** The settings of a preset, with what was typed already that none of them sets. */
export function withPreset(draft: ApiDraft, chosen: ApiPreset): ApiDraft {
  const { name, prefix, scopes, baseUrl, testRequest, envVariable, portalOrigins, sensitiveEndpoints } = draft
  return {
    ...chosen.draft,
    name,
    prefix,
    scopes,
    baseUrl,
    testRequest,
    envVariable,
    portalOrigins,
    sensitiveEndpoints,
  }
}
