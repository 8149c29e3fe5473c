import type { UsageSinkTarget } from '../storage/storage.ts'
import type { DamagedRow } from '../storage/usage-sink.ts'

export type ShipperData = {
  /** The directory of all journals. */
  directory: string
  journalId: string
  progress: SharedArrayBuffer
  target: UsageSinkTarget
  retentionMonths: number
}

/** To the shipper's thread. Each request is answered with its ticket once done. */
export type ShipperRequest = Ticketed | { kind: 'stop' }

export type Ticketed =
  | { kind: 'flush'; ticket: number; position: number }
  | { kind: 'leftovers'; ticket: number }

export type ShipperReport =
  | { kind: 'done'; ticket: number }
  /** Trying again would be of no use; the text is fit to be shown. */
  | { kind: 'refused'; ticket: number; text: string }
  | {
      kind: 'log'
      level: 'debug' | 'info' | 'warn' | 'error'
      fields: object
      message: string
    }
  | { kind: 'damaged'; row: DamagedRow }
  | { kind: 'state'; state: ShipperState }

export type ShipperState = {
  /** Records shipped by this thread, leftovers included. */
  records: number
  /** What the last attempt failed with; null while shipping works. */
  problem: string | null
}
