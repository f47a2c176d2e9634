import test, { type ExecutionContext } from 'ava'
import { JobState } from '../model/job-state.js'
import { gridOf } from '../model/testing/small-grid.js'
import { Broker } from './broker.js'
import { production } from './policies/production.js'
import { sceneOf } from './testing/scene.js'
import { calm, Stage, type StageSettings, taskOf } from './testing/stage.js'
import { play } from './testing/story.js'

const one = 'queue\nBNL'

/** Plays a story on the grid of a table and compares line by line. */
const story = test.macro((t: ExecutionContext, grid: string, text: string, settings: Partial<StageSettings> = {}) => {
  const stage = new Stage({ grid: gridOf(grid), ...settings })
  for (const { line, expected, happened } of play(stage, text)) t.is(happened, expected, line)
})

test(
  '§P-2 statisticsSeconds: brokers fill a queue beyond its cap until they look again, 120 s later',
  story,
  one,
  `
  00:00    submit t jobs=5 | t submitted; 1 created; 2 created; 3 created; 4 created; 5 created
           | 1 defined at BNL; 1 activated; 2 defined at BNL; 2 activated; 2 pilots for BNL
  00:00:10 wait            | 3 defined at BNL; 3 activated; 4 defined at BNL; 4 activated
  00:00:20 wait            | 5 defined at BNL; 5 activated
  00:01    wait            | 3 pilots for BNL
  00:01:50 submit s        | s submitted; 6 created; 6 defined at BNL; 6 activated
  00:02    submit u        | 1 pilots for BNL; u submitted; 7 created
`,
  { constants: { bunchJobs: 2, queueCapJobs: 2 } },
)

test(
  '§B.2-22 pilotSilenceSeconds: a queue where no pilot asks gets one an hour, and no work after 3 h of silence until one asks',
  story,
  one,
  `
  00:00    submit t        | t submitted; 1 created; 1 defined at BNL; 1 activated; 1 pilots for BNL
  00:30    pilots-lost BNL 1 | 1 pilots lost at BNL; 1 pilots for BNL
  03:00    submit s        | s submitted; 2 created; 2 defined at BNL; 2 activated; 1 pilots for BNL
  03:00:10 submit u        | u submitted; 3 created
  03:30    pilot BNL       | 1 sent
  04:00:09 wait            |
  04:00:10 wait            | 3 defined at BNL; 3 activated
  04:01    wait            | 1 pilots for BNL
`,
)

test(
  '§B.2-22: a heartbeat is a word of a pilot too',
  story,
  one,
  `
  00:00    submit t        | t submitted; 1 created; 1 defined at BNL; 1 activated; 1 pilots for BNL
  00:10    pilot BNL       | 1 sent
  00:10    started 1       | 1 running
  01:30    heartbeat 1     |
  03:20    heartbeat 1     |
  04:00    submit s        | s submitted; 2 created; 2 defined at BNL; 2 activated; 1 pilots for BNL
`,
  { constants: { ...calm, pilotSilenceSeconds: 10_800 } },
)

test(
  '§B.2-1: a task whose input is nowhere waits, and goes when the input has come',
  story,
  'queue\nBNL\nCERN',
  `
  00:00    dataset d 1GB CERN        | d at 1 sites, 1000 MB
  00:00    gone d CERN primary       | d primary gone from CERN
  00:00    submit t dataset=d inputBytes=1e9 queue=BNL | t submitted; 1 created
  00:10    arrives d BNL primary     | d primary at BNL
  00:59:59 wait                      |
  01:00    wait                      | 1 defined at BNL; 1 activated; 1 pilots for BNL
`,
  { constants: calm },
)

test('§A.4 bunchJobs, scoutBunchJobs: a queue with room for 20 gets one bunch of 25, or of scouts ten of 2', (t) => {
  const placedOf = (isScout: boolean) => {
    const stage = new Stage({ grid: gridOf(one), constants: calm })
    stage.report((now) => stage.core.submit(now, taskOf({ jobs: 100, rules: { isScout } })))
    stage.pass(0)
    return stage.core.state.counters.total(0, JobState.activated)
  }
  t.deepEqual([placedOf(false), placedOf(true)], [25, 20])
})

test('§B.4 maxCandidates: production keeps the ten heaviest', (t) => {
  const table = `queue running\n${Array.from({ length: 12 }, (_, i) => `Q${i} ${i}`).join('\n')}`
  const { state, bunch } = sceneOf(table)
  const { face, count } = new Broker(state, production).rank(bunch)
  t.deepEqual([...face.slice(0, count)], [11, 10, 9, 8, 7, 6, 5, 4, 3, 2])
})
