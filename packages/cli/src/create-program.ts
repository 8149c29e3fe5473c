import { Command } from 'commander'
import { addForgetKek } from './commands/add-forget-kek.ts'
import { addMigrate } from './commands/add-migrate.ts'
import { addRootKey } from './commands/add-root-key.ts'
import { addRotateKek } from './commands/add-rotate-kek.ts'
import { addServe } from './commands/add-serve.ts'
import { addApis } from './commands/apis/add-apis.ts'
import { addAudit } from './commands/audit/add-audit.ts'
import { addCompletion } from './commands/completion/add-completion.ts'
import { addDoctor } from './commands/doctor/add-doctor.ts'
import { addWhoami } from './commands/identity/add-whoami.ts'
import { addKeys } from './commands/keys/add-keys.ts'
import { addOrganizations } from './commands/organizations/add-organizations.ts'
import { addOwners } from './commands/owners/add-owners.ts'
import { addPortalSessions } from './commands/portal-sessions/add-portal-sessions.ts'
import { addConfigure } from './commands/profiles/add-configure.ts'
import { addProfiles } from './commands/profiles/add-profiles.ts'
import { addRequests } from './commands/requests/add-requests.ts'
import type { Run } from './commands/run.ts'
import { addUsage } from './commands/usage/add-usage.ts'

const examples = `
Examples:
  keyturn serve              serve on http://127.0.0.1:8787 with the embedded database
  keyturn root-key           make the first management key
  keyturn configure          keep an address and a management key for the commands below
  keyturn keys list          list keys
  keyturn doctor             look for what is set up wrongly

A management key comes from KEYTURN_KEY_FILE, KEYTURN_KEY, --key-stdin or keyturn configure, never from an argument.
Exit status: 0 done, 1 refused, 2 wrong usage.`

/** The whole tree of commands. The flags of `serve` are known only where `serve` is wanted: they come from the server. */
export async function createProgram(run: Run): Promise<Command> {
  const { terminal } = run
  const program = new Command('keyturn')
    .description('Self-hosted API key management.')
    .version(run.version)
    .showHelpAfterError('Run keyturn --help for what it can do.')
    .addHelpText('after', examples)
    .configureHelp({ minWidthToWrap: 20 })
    .exitOverride()
    .configureOutput({
      writeOut: text => terminal.out(text.trimEnd()),
      writeErr: text => terminal.error(text.trimEnd()),
      getOutHelpWidth: () => terminal.columns ?? 100,
      getErrHelpWidth: () => terminal.columns ?? 100,
    })
  await addServe(program, run)
  addMigrate(program, run)
  addRootKey(program, run)
  addRotateKek(program, run)
  addForgetKek(program, run)
  addOwners(program, run)
  addConfigure(program, run)
  addProfiles(program, run)
  addWhoami(program, run)
  addApis(program, run)
  addOrganizations(program, run)
  addKeys(program, run)
  addRequests(program, run)
  addPortalSessions(program, run)
  addUsage(program, run)
  addAudit(program, run)
  addDoctor(program, run)
  addCompletion(program, run)
  return program
}
