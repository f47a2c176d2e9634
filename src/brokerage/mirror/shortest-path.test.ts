import test from 'ava'
import { JOB_STATES, jobStateNames, mayMove } from '../../model/job-state.js'
import { NONE } from '../../model/units.js'
import { stepToward } from './shortest-path.js'

test('the way through the lifecycle, step by step', (t) => {
  const way = (from: string, to: string): string => {
    const words = [from]
    for (let at = jobStateNames.indexOf(from as never); jobStateNames[at] !== to;) {
      at = stepToward(at, jobStateNames.indexOf(to as never))
      if (at === NONE) return 'none'
      words.push(jobStateNames[at])
    }
    return words.slice(1).join(' ')
  }
  t.is(way('defined', 'running'), 'activated sent running')
  t.is(way('assigned', 'failed'), 'failed')
  t.is(way('activated', 'failed'), 'sent failed')
  t.is(way('running', 'finished'), 'holding finished')
  t.is(way('running', 'activated'), 'none')
  t.is(way('finished', 'running'), 'none')
})

test('every step is one of the lifecycle', (t) => {
  for (let from = 0; from < JOB_STATES; from++) {
    for (let to = 0; to < JOB_STATES; to++) {
      const step = stepToward(from, to)
      if (step !== NONE) t.true(mayMove(from, step))
    }
  }
})
