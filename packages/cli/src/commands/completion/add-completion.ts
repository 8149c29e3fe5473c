import { Argument, type Command } from 'commander'
import { bashCompletion } from '../../completions/bash-completion.ts'
import { describeCommands } from '../../completions/command-tree.ts'
import { fishCompletion } from '../../completions/fish-completion.ts'
import { zshCompletion } from '../../completions/zsh-completion.ts'
import { addCommand } from '../add-command.ts'
import type { Run } from '../run.ts'

const writers = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }
type Shell = keyof typeof writers

/** `keyturn completion <shell>` */
export function addCompletion(program: Command, run: Run): void {
  addCommand(program, {
    usage: 'completion',
    summary: 'Print a script that completes commands and options in your shell.',
    examples: [
      'source <(keyturn completion bash)',
      'keyturn completion bash > /etc/bash_completion.d/keyturn',
      'keyturn completion zsh > ~/.zfunc/_keyturn    # with fpath=(~/.zfunc $fpath) before compinit in ~/.zshrc',
      'keyturn completion fish > ~/.config/fish/completions/keyturn.fish',
    ],
  })
    .addArgument(new Argument('<shell>', 'The shell.').choices(Object.keys(writers)))
    .action((shell: Shell) => run.terminal.out(writers[shell](describeCommands(program)).trimEnd()))
}
