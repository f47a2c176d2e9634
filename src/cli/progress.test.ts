import test from 'ava'
import { startProgress, type ProgressStream } from './progress.js'

/** A stream that remembers, and a clock that is set by hand. */
function fakes(
  isTTY: boolean,
  columns = 80,
): { stream: ProgressStream; written: string[]; clock: { milliseconds: number } } {
  const written: string[] = []
  return { stream: { isTTY, columns, write: (text) => written.push(text) }, written, clock: { milliseconds: 0 } }
}

test.serial('on a terminal the line is drawn in place, with the time left', (t) => {
  process.env['TERM'] = 'xterm'
  const { stream, written, clock } = fakes(true)
  const progress = startProgress('comparing', 25, stream, () => clock.milliseconds)
  clock.milliseconds = 12_400
  progress.report(5, 'production, seed 2')
  progress.finish()
  progress.stop()
  t.deepEqual(written, [
    '\r\u001b[Kcomparing  0/25  0 %  0 s',
    '\r\u001b[Kcomparing  5/25  20 %  12 s, 50 s left  production, seed 2',
    '\r\u001b[Kcomparing: 25 done in 12 s\n',
  ])
})

test.serial('a line never reaches the edge of the terminal, and work given up leaves none', (t) => {
  process.env['TERM'] = 'xterm'
  const { stream, written } = fakes(true, 20)
  const progress = startProgress('comparing', 25, stream, () => 0)
  progress.report(1, 'a long name of a policy')
  progress.stop()
  progress.report(2, 'late')
  t.true(written.every((text) => text.replace('\r\u001b[K', '').length < 20))
  t.is(written.at(-1), '\r\u001b[K')
})

test.serial('elsewhere only a line at the start and one at the end', (t) => {
  const { stream, written } = fakes(false)
  const progress = startProgress('comparing', 2, stream, () => 0)
  progress.report(1, 'a')
  progress.report(2, 'b')
  progress.finish()
  t.deepEqual(written, ['comparing: 2 to do\n', 'comparing: 2 done in 0 s\n'])
})
