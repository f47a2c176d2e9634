import test from 'ava'
import { effectiveEvents, effectiveSizeMB, type FileRange } from './effective-size.js'

const MB = 1024 * 1024

test('a file has its size in MB, a range its part in whole bytes, and nothing has less than a byte (§A.4)', (t) => {
  const table: [range: Partial<FileRange>, sizeMB: number | undefined][] = [
    [{ bytes: 3 * MB }, 3],
    [{ bytes: 1 }, 1 / MB],
    [{ bytes: 0 }, 1],
    [{}, 1],
    [{ bytes: 10 * MB, firstEvent: 0, lastEvent: 99, events: 1000 }, 1],
    [{ bytes: 10 * MB, firstEvent: 100, lastEvent: 100, events: 1000 }, 10_485 / MB], // 10,485.76 bytes
    [{ bytes: 10 * MB, firstEvent: 0, lastEvent: 99 }, 10],
    [{ bytes: 10 * MB, firstEvent: 0, events: 1000 }, 10],
    [{ bytes: 10 * MB, lastEvent: 99, events: 1000 }, 10],
    [{ bytes: 999, firstEvent: 0, lastEvent: 0, events: 1000 }, 1],
    [{ bytes: 1000, firstEvent: 0, lastEvent: 0, events: 1000 }, 1 / MB],
    [{ bytes: 10 * MB, firstEvent: 0, lastEvent: -1, events: 1000 }, 1],
    [{ bytes: 10 * MB, firstEvent: 0, lastEvent: 99, events: 0 }, undefined],
    [{ bytes: 0, firstEvent: 0, lastEvent: 99, events: 0 }, 1],
  ]
  for (const [range, sizeMB] of table) t.is(effectiveSizeMB(rangeOf(range)), sizeMB, JSON.stringify(range))
})

test('a range has its events, at least one; a file its own, or one when nobody counted (§A.4)', (t) => {
  const table: [range: Partial<FileRange>, events: number][] = [
    [{ firstEvent: 10, lastEvent: 19, events: 1000 }, 10],
    [{ firstEvent: 10, lastEvent: 10 }, 1],
    [{ firstEvent: 10, lastEvent: 9, events: 1000 }, 1],
    [{ firstEvent: 10, lastEvent: 0 }, 1],
    [{ events: 1000 }, 1000],
    [{ firstEvent: 10, events: 1000 }, 1000],
    [{ events: 0 }, 0],
    [{}, 1],
  ]
  for (const [range, events] of table) t.is(effectiveEvents(rangeOf(range)), events, JSON.stringify(range))
})

function rangeOf(known: Partial<FileRange>): FileRange {
  return { bytes: undefined, firstEvent: undefined, lastEvent: undefined, events: undefined, ...known }
}
