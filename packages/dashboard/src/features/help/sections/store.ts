import type { HelpFacts } from '../help-facts.ts'
import { code, type HelpSection, list, steps, text } from '../help-text.ts'

export function store(facts: HelpFacts): HelpSection {
  const { api, variable } = facts
  return {
    id: 'store',
    title: 'Store it',
    blocks: [
      text(
        'A key belongs where only the system that uses it can read it: in a secrets manager, or in the environment of the process. It never belongs into code.',
      ),
      code('Line for .env', `${variable}=${api.prefix}_${api.environments[0] ?? 'live'}_…`),
      code('Lines for .gitignore', '.env\n.env.local\n.env.production\n*.key'),
    ],
    entries: [
      {
        id: 'where',
        title: 'Where to',
        blocks: [
          list(
            '**Production**: the secrets manager of your platform, such as AWS Secrets Manager, Google Cloud Secret Manager, HashiCorp Vault, 1Password or Bitwarden. The process gets it at its start.',
            '**Continuous integration**: the masked, protected variables of your build system, and a key of the sandbox.',
            '**Your own machine**: a `.env` file that git ignores, with a key of the sandbox.',
          ),
        ],
      },
      {
        id: 'share',
        title: 'Handing it to somebody',
        blocks: [
          text(
            'Do not send keys by chat, e-mail or ticket: they stay there, and are searched. Use the shared vault of your secrets manager. If one was sent, rotate it once it has arrived.',
          ),
        ],
      },
      {
        id: 'committed',
        title: 'It was committed to git',
        blocks: [
          steps(
            '[Revoke or rotate it](#revoke) first. Whoever has cloned the repository has the key, and cleaning the history does not take it back.',
            'Take it out of the code, and let the code read the variable.',
            'Clean the history with `git filter-repo` or BFG, and have everybody clone anew.',
            'Look into the logs for what the key did since the commit.',
            'Add a check before each commit that finds keys, so that it does not happen again.',
          ),
        ],
      },
    ],
  }
}
