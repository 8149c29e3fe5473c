import { crc32 } from 'node:zlib'

/**
 * A frame is what one write carries, or a part of it: length of the body (u32 LE), CRC-32 of the body (u32 LE), body =
 * a byte for the kind and the entries. An entry leaves out what it shares with the one before it in its frame.
 */
export const headerBytes = 8

/** No frame comes near it; a longer length is damage. */
const maxBodyBytes = 64 * 1024 * 1024

/** Frames of another kind are passed over: a later version may write them. */
export const entriesKind = 3

export const eventEntry = 1
export const outcomeEntry = 2

/** Completes the frame that begins at `start` and whose entries end at `end`. */
export function sealFrame(target: Buffer, start: number, end: number): void {
  const body = start + headerBytes
  target.writeUInt32LE(end - body, start)
  target.writeUInt32LE(crc32(target.subarray(body, end)), start + 4)
}

export type FoundFrame =
  /** Where its entries begin, where it ends, and whether this version knows its kind. */
  | { state: 'frame'; entries: number; end: number; isKnown: boolean }
  /** `needed` bytes from the frame's start are there at least, if it is one. */
  | { state: 'incomplete'; needed: number }
  | { state: 'bad' }

/** The frame at `offset`, if it is there whole and undamaged. */
export function findFrame(source: Buffer, offset: number): FoundFrame {
  if (source.length - offset < headerBytes) return { state: 'incomplete', needed: headerBytes }
  const bodyBytes = source.readUInt32LE(offset)
  if (bodyBytes === 0 || bodyBytes > maxBodyBytes) return { state: 'bad' }
  const body = offset + headerBytes
  const end = body + bodyBytes
  if (end > source.length) return { state: 'incomplete', needed: headerBytes + bodyBytes }
  if (crc32(source.subarray(body, end)) !== source.readUInt32LE(offset + 4)) return { state: 'bad' }
  return { state: 'frame', entries: body + 1, end, isKnown: source[body] === entriesKind }
}
