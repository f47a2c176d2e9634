import test from 'ava'
import { type Clocks, type ProgressState, type ProgressStream, simulatedDate, startProgress } from './progress.js'

/** A stream that remembers, and clocks that are set by hand. */
function fakes(isTTY: boolean, columns = 120) {
  const written: string[] = []
  const stream: ProgressStream = { isTTY, columns, write: (text) => written.push(text) }
  const time = { seconds: 0, cpuSeconds: 0 }
  const clocks: Clocks = { now: () => 1_000 * time.seconds, cpuSeconds: () => time.cpuSeconds }
  return { stream, written, time, clocks }
}

const begun: ProgressState = { runsDone: 0, fraction: 0, simulatedSeconds: 0, date: '', label: '' }
const going: ProgressState = {
  runsDone: 4,
  fraction: 0.2,
  simulatedSeconds: 50 * 86_400,
  date: '2005-11-21 04:10',
  label: 'production, seed 2',
}

test.serial('on a terminal: runs, time left, speed, price, simulated date; and what it took at the end', (t) => {
  process.env['TERM'] = 'xterm'
  const { stream, written, time, clocks } = fakes(true)
  let state = begun
  const progress = startProgress('comparing', 25, () => state, stream, clocks)
  Object.assign(time, { seconds: 12.4, cpuSeconds: 20 })
  state = going
  startProgress('again', 25, () => state, stream, clocks).stop()
  progress.finish()
  progress.stop()
  t.is(written[0], '\r\u001b[Kcomparing  0/25 runs  0 %  0 s')
  t.is(written.at(-1), '\r\u001b[Kcomparing: 25 runs in 12 s, 0.8 s CPU a run, 4.03 days/s\n')
})

test.serial('the line is drawn anew each second, up to the edge of the terminal', async (t) => {
  process.env['TERM'] = 'xterm'
  const lines = []
  for (const columns of [140, 20]) {
    const { stream, written, time, clocks } = fakes(true, columns)
    let state = begun
    const drawn = new Promise<void>((resolve) => {
      stream.write = (text) => {
        if (written.push(text) === 2) resolve()
      }
    })
    const progress = startProgress('comparing', 25, () => state, stream, clocks)
    Object.assign(time, { seconds: 12.4, cpuSeconds: 20 })
    state = going
    const awake = setInterval(() => undefined, 100)
    await drawn
    clearInterval(awake)
    progress.stop()
    t.is(written.at(-1), '\r\u001b[K')
    lines.push(written[1].replace('\r\u001b[K', ''))
  }
  t.deepEqual(lines, [
    'comparing  4/25 runs  20 %  12 s, 50 s left  4.03 days/s  4 s CPU a run  2005-11-21 04:10  production, seed 2',
    'comparing  4/25 run',
  ])
})

test.serial('elsewhere nothing is written', (t) => {
  const { stream, written, clocks } = fakes(false)
  const progress = startProgress('comparing', 2, () => begun, stream, clocks)
  progress.finish()
  progress.stop()
  t.deepEqual(written, [])
})

test('a simulated time is a date where its start is known, and else a day and an hour', (t) => {
  t.is(simulatedDate(90_061, Date.UTC(2005, 10, 20) / 1_000), '2005-11-21 01:01')
  t.is(simulatedDate(90_061, undefined), 'day 2 01:01')
})
