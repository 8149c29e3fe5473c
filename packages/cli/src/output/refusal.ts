/** Something that a command does not do, in a sentence that may be shown. Exit status 1. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}

/** A command line that cannot be meant. Exit status 2, before anything was done. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage'
}

/** Ended by Ctrl-C, in a prompt or in the middle of work. Exit status 130. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}
