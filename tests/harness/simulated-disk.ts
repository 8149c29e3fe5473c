import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import type { DiskOperation } from './disk-trace.ts'

type Change = { to: number; bytes: Buffer; offset: number } | { to: number; size: number }
type File = { kind: 'file'; size: number; synced: Change[]; pending: Change[] }
type Naming = { to: number; name: string; node: Node | null }
type Directory = {
  kind: 'directory'
  entries: Map<string, Node>
  synced: Map<string, Node>
  pending: Naming[]
}
type Node = File | Directory

const sectorBytes = 512

/**
 * A disk that forgets at a power cut what was not synced: of each file the writes since its last sync remain whole,
 * in part by sectors, or not at all; of each directory's names the changes since its last sync up to a random one.
 */
export class SimulatedDisk {
  readonly #path: string
  readonly #root: Directory = newDirectory()

  /** A directory that exists, and its contents: all that was ever done to them. */
  constructor(path: string) {
    this.#path = path
  }

  /** What began before `at` has happened, perhaps; what has ended before it is over. */
  play(operations: readonly DiskOperation[], at: number): void {
    for (const operation of operations) {
      if (operation.from >= at) return
      this.#apply(operation, at)
    }
  }

  /** Writes what is left after the power cut into a directory. */
  restore(target: string): void {
    restoreDirectory(this.#root, target)
  }

  #apply(operation: DiskOperation, at: number): void {
    const { to } = operation
    const node = this.#find(operation.path)
    switch (operation.call) {
      case 'create':
        if (node === null)
          this.#name(operation.path, operation.kind === 'file' ? newFile() : newDirectory(), to)
        return
      case 'link':
      case 'rename':
        if (node === null) return
        this.#name(operation.newPath, node, to)
        if (operation.call === 'rename') this.#name(operation.path, null, to)
        return
      case 'remove':
        this.#name(operation.path, null, to)
        return
      case 'sync':
        if (node !== null && to < at) (operation.failed ? forget : sync)(node, operation.from)
        return
      case 'truncate':
        change(node, { to, size: operation.size })
        return
      case 'write':
        if (node?.kind !== 'file') return
        change(node, { to, bytes: operation.bytes, offset: operation.offset ?? node.size })
    }
  }

  #find(path: string): Node | null {
    let node: Node | undefined = this.#root
    for (const name of relative(this.#path, path).split(sep)) {
      if (name === '') continue
      node = node?.kind === 'directory' ? node.entries.get(name) : undefined
    }
    return node ?? null
  }

  #name(path: string, node: Node | null, to: number): void {
    const parent = this.#find(dirname(path))
    if (parent?.kind !== 'directory') return
    if (node === null) parent.entries.delete(basename(path))
    else parent.entries.set(basename(path), node)
    parent.pending.push({ to, name: basename(path), node })
  }
}

function newFile(): File {
  return { kind: 'file', size: 0, synced: [], pending: [] }
}

function newDirectory(): Directory {
  return { kind: 'directory', entries: new Map(), synced: new Map(), pending: [] }
}

function change(node: Node | null, made: Change): void {
  if (node?.kind !== 'file') return
  node.pending.push(made)
  node.size = 'size' in made ? made.size : Math.max(node.size, made.offset + made.bytes.length)
}

/** Covers what was over when it began. */
function sync(node: Node, from: number): void {
  if (node.kind === 'file') {
    node.synced.push(...node.pending.filter(each => each.to <= from))
    node.pending = node.pending.filter(each => each.to > from)
    return
  }
  for (const each of node.pending.filter(naming => naming.to <= from)) rename(node.synced, each)
  node.pending = node.pending.filter(each => each.to > from)
}

/** What a failed sync was to write is in memory alone from then on, and no later sync will write it. */
function forget(node: Node, from: number): void {
  if (node.kind === 'file') node.pending = node.pending.filter(each => each.to > from)
}

function rename(entries: Map<string, Node>, { name, node }: Naming): void {
  if (node === null) entries.delete(name)
  else entries.set(name, node)
}

function restoreDirectory(directory: Directory, target: string): void {
  mkdirSync(target, { recursive: true, mode: 0o700 })
  const kept = Math.floor(Math.random() * (directory.pending.length + 1))
  const entries = new Map(directory.synced)
  for (const naming of directory.pending.slice(0, kept)) rename(entries, naming)
  for (const [name, node] of entries) {
    if (node.kind === 'directory') restoreDirectory(node, join(target, name))
    else writeFileSync(join(target, name), contentOf(node), { mode: 0o600 })
  }
}

function contentOf(file: File): Buffer {
  const changes = [...file.synced, ...file.pending.flatMap(survivors)]
  const content = Buffer.alloc(changes.reduce((most, each) => Math.max(most, endOf(each)), 0))
  let length = 0
  for (const each of changes) {
    if ('size' in each) {
      content.fill(0, each.size)
      length = each.size
    } else {
      each.bytes.copy(content, each.offset)
      length = Math.max(length, endOf(each))
    }
  }
  return content.subarray(0, length)
}

function endOf(made: Change): number {
  return 'size' in made ? made.size : made.offset + made.bytes.length
}

/** Nothing, all, or some sectors of what was on its way. */
function survivors(made: Change): Change[] {
  const luck = Math.random()
  if (luck < 1 / 3) return []
  if ('size' in made || luck < 2 / 3) return [made]
  const sectors: Change[] = []
  for (let start = 0; start < made.bytes.length; ) {
    const end = start + sectorBytes - ((made.offset + start) % sectorBytes)
    const bytes = made.bytes.subarray(start, end)
    if (Math.random() < 0.5) sectors.push({ to: made.to, bytes, offset: made.offset + start })
    start = end
  }
  return sectors
}
