import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

/** What a process asked of the file system, from when to when: wall clock milliseconds. */
export type DiskOperation = { from: number; to: number } & DiskCall

export type DiskCall =
  | { call: 'write'; path: string; bytes: Buffer; offset: number | null }
  | { call: 'truncate'; path: string; size: number }
  | { call: 'create'; path: string; kind: 'file' | 'directory' }
  | { call: 'link' | 'rename'; path: string; newPath: string }
  | { call: 'remove'; path: string }
  /** One that failed: the kernel may have thrown away what it was to write, and will not say so again. */
  | { call: 'sync'; path: string; failed: boolean }

/** Arguments of strace whose output `readDiskTrace` understands. */
export function diskTracing(file: string): string[] {
  const calls =
    'pwrite64,write,fsync,fdatasync,openat,ftruncate,rename,link,unlink,rmdir,mkdir,fallocate,pwritev,renameat,renameat2,linkat,unlinkat,mkdirat'
  return ['-y', '-xx', '-s', '8388608', '-ttt', '-T', '-e', `trace=${calls}`, '-o', file]
}

/** The operations below a directory, in the order in which they began. Throws on a call that it does not know. */
export async function readDiskTrace(file: string, directory: string): Promise<DiskOperation[]> {
  const operations: DiskOperation[] = []
  const unfinished = new Map<string, string>()
  for await (const line of createInterface({ input: createReadStream(file, 'latin1') })) {
    const [pid = '', started = '', ...words] = line.split(/ +/)
    const text = words.join(' ')
    if (text.endsWith('<unfinished ...>')) {
      unfinished.set(pid, `${started} ${text.slice(0, -'<unfinished ...>'.length)}`)
      continue
    }
    const whole = text.startsWith('<... ')
      ? `${unfinished.get(pid)}${text.slice(text.indexOf('>') + 1)}`
      : `${started} ${text}`
    const operation = parse(whole, directory)
    if (operation) operations.push(operation)
  }
  return operations.sort((one, other) => one.from - other.from)
}

const line = /^(\d+\.\d+) (\w+)\((.*)\) += (-?\d+)\S*.* <(\d+\.\d+)>$/

function parse(text: string, directory: string): DiskOperation | null {
  const match = line.exec(text)
  if (match === null) return null
  const [, started = '', name = '', list = '', result = '', seconds = ''] = match
  const failed = Number(result) < 0
  if (failed && !name.endsWith('sync')) return null
  const call = toCall(name, list.split(', '), Number(result))
  if (call === null || !call.path.startsWith(directory)) return null
  const from = Number(started) * 1000
  return { from, to: from + Number(seconds) * 1000, ...call }
}

function toCall(name: string, args: string[], result: number): DiskCall | null {
  const [first = '', second = '', third = '', fourth = ''] = args
  const path = pathOf(first)
  switch (name) {
    case 'pwrite64':
      return { call: 'write', path, bytes: unquoted(second).subarray(0, result), offset: Number(fourth) }
    case 'write':
      return { call: 'write', path, bytes: unquoted(second).subarray(0, result), offset: null }
    case 'fsync':
    case 'fdatasync':
      return { call: 'sync', path, failed: result < 0 }
    case 'ftruncate':
      return { call: 'truncate', path, size: Number(second) }
    case 'openat':
      return third.includes('O_CREAT') ? { call: 'create', path: pathOf(second), kind: 'file' } : null
    case 'mkdir':
      return { call: 'create', path, kind: 'directory' }
    case 'rename':
    case 'link':
      return { call: name, path, newPath: pathOf(second) }
    case 'unlink':
    case 'rmdir':
      return { call: 'remove', path }
    default:
      throw new Error(`the recording of the disk does not understand ${name}`)
  }
}

/** From `"…"`, or from a descriptor such as `21<…>`, both in hexadecimal. */
function pathOf(argument: string): string {
  return unquoted(argument).toString()
}

function unquoted(argument: string): Buffer {
  return Buffer.from((/["<]([^">]*)[">]/.exec(argument)?.[1] ?? '').replaceAll('\\x', ''), 'hex')
}
