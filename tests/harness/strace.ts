import { spawnSync } from 'node:child_process'

/** Why processes cannot be traced on this machine; null where they can. */
export function whyNotTraced(): string | null {
  const trial = spawnSync('strace', [...flags, '-o', '/dev/null', 'true'], { encoding: 'utf8' })
  if (trial.error) return 'strace is not installed'
  return trial.status === 0 ? null : `strace may not trace: ${trial.stderr.trim()}`
}

/** A command line to run a process under, which stays the process itself: its tracer is nobody's child. */
export function tracing(...what: readonly string[]): string[] {
  // Quicker, but strace 6 then passes over what `-P` is to find.
  const speed = what.includes('-P') ? [] : ['--seccomp-bpf']
  return ['strace', ...flags, ...speed, ...what]
}

const flags = ['-D', '-f', '-qq']
