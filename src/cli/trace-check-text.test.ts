import test from 'ava'
import { checkText, cleanRows, textOf } from '../sim/testing/planted-traces.js'
import { sparkline } from './sparkline.js'
import { traceCheckText } from './trace-check-text.js'

test('a check for the terminal: numbers, pictures, findings with their lines, verdicts; no line too long', async (t) => {
  const rows = cleanRows()
  rows[4].wait = -7
  rows[5].group = 12
  for (const row of rows) row.memoryMB = 2000
  const check = await checkText('swf', textOf('swf', rows))
  for (const width of [60, 100, 200]) {
    const text = traceCheckText(check, width)
    const lines = text.split('\n').slice(1)
    t.true(
      lines.every((line) => line.length <= width),
      lines.find((line) => line.length > width),
    )
  }
  const text = traceCheckText(check, 100)
  const expected = [
    /: swf, 120 records, .* kB\n {2}UnixStartTime: 1714953600\n\n/,
    /^submitted +over 2 d 12 h, from 2024-05-06 00:00 to 2024-05-08 11:30 UTC$/m,
    /^names +7 users, 4 groups, 4 sites$/m,
    /^status +108 finished, 12 failed$/m,
    /^run time +120 /m,
    /^submitted {3}█+ {2}at most 2$/m,
    /^Suspicions: usable, but mind\n {2}1 × start before submission\n {6}line 7, wait time: wait time is -7\n {6}→ the wait/m,
    /^Traits: what kind of log it is\n {2}1 × column with one value only\n {6}requested memory: 2048000\n/m,
    /^What it can validate$/m,
    /^data movement +no +no record has input bytes$/m,
  ]
  for (const pattern of expected) t.regex(text, pattern)
})

test('bars: the highest is full, nothing is blank, little is seen', (t) => {
  t.is(sparkline([0, 0.01, 1, 4, 8]), ' ▁▂▅█')
  t.is(sparkline([0, 0]), '  ')
  t.is(sparkline([]), '')
})
