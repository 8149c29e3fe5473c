import { expect, test } from 'vitest'
import { ShippingLag } from './shipping-lag.ts'

const at = (writtenBytes: number, shippedBytes: number) => ({
  writtenBytes,
  shippedBytes,
  backlogBytes: writtenBytes - shippedBytes,
})

test('counts from when what waits was first seen, and from what came later once that is shipped', () => {
  const lag = new ShippingLag()
  lag.observe(at(0, 0), 0)
  expect(lag.ms(at(0, 0), 500)).toBe(0)
  lag.observe(at(100, 0), 1_000)
  lag.observe(at(300, 0), 4_000)
  expect(lag.ms(at(300, 0), 6_000)).toBe(5_000)
  expect(lag.ms(at(300, 100), 6_000)).toBe(2_000)
  expect(lag.ms(at(300, 300), 6_000)).toBe(0)
})

test('a journal that grows and is shipped all the time lags by what is left alone', () => {
  const lag = new ShippingLag()
  for (let second = 1; second <= 60; second += 1)
    lag.observe(at(second * 10, (second - 2) * 10), second * 1_000)
  expect(lag.ms(at(600, 580), 60_000)).toBe(1_000)
})

test('a database that is away for a day is told as such, however often it was looked', () => {
  const lag = new ShippingLag()
  for (let second = 1; second <= 86_400; second += 1) lag.observe(at(second, 0), second * 1_000)
  expect(lag.ms(at(86_400, 0), 86_400_000)).toBe(86_399_000)
})
