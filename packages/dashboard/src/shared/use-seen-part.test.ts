import { expect, test } from 'vitest'
import { roomIn } from './use-seen-part.ts'

test('a layer has room where a framed page is in view', () => {
  expect(roomIn({ top: 900, height: 700 }, 2_000)).toEqual({ top: 900, height: 700 })
  expect(roomIn({ top: 0, height: 640 }, 640)).toEqual({ top: 0, height: 640 })
})

test('where little is in view, the layer begins above it rather than end below the frame', () => {
  expect(roomIn({ top: 1_900, height: 100 }, 2_000)).toEqual({ top: 1_520, height: 480 })
  expect(roomIn({ top: 0, height: 0 }, 300)).toEqual({ top: 0, height: 300 })
})
