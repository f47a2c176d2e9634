/** Rules by their names and settings: what holds for whom, and what is turned away. */
import test from 'ava'
import { BadInput } from '../../model/bad-input.js'
import { gridOf } from '../../model/testing/small-grid.js'
import { Stage } from '../testing/stage.js'
import { choosePilotDemand, type PilotDemandDefinition } from './choose-pilot-demand.js'
import { figuresOf } from './testing/asking.js'

test('a queue may have settings of its own, in the place of those of all', (t) => {
  const queues = { BNL: { maxPerCycle: 7 }, CERN: { chain: ['fixed'] } }
  const rule = choosePilotDemand({ name: 'autopyfactory', maxPerCycle: 5, fixedPilots: 2, queues })
  const grid = gridOf('queue\nBNL\nCERN\nLYON')
  const figures = figuresOf([[100, 0, 0], [100, 0, 0], [100, 0, 0]]) // prettier-ignore
  t.deepEqual(
    grid.queues.map((queue) => rule.newPilots(queue, figures, () => undefined)),
    [[7], [2], [5]],
  )
  t.notThrows(() => new Stage({ grid, pilotDemand: rule }))
  t.throws(() => new Stage({ grid: gridOf('queue\nBNL'), pilotDemand: rule }), {
    instanceOf: BadInput,
    message: 'pilotDemand.queues.CERN: it is not in the grid; allowed: queues of the grid',
  })
})

const refused: readonly (readonly [definition: PilotDemandDefinition, message: RegExp])[] = [
  ['ups', /^x: there is no rule ups for pilots; allowed: one-per-job, autopyfactory, harvester-pull$/],
  [{ name: 'one-per-job', maxPending: 3 }, /^x: one-per-job has no maxPending; allowed: queues$/],
  [{ name: 'one-per-job', chain: ['ready'] }, /^x: one-per-job has no chain; allowed: queues$/],
  [
    { name: 'autopyfactory', maxWorkers: 3 },
    /^x: autopyfactory has no maxWorkers; allowed: cycleSeconds, .*chain, queues$/,
  ],
  [{ name: 'autopyfactory', maxPending: -1 }, /^x\.maxPending: it is -1; allowed: a whole number from 0$/],
  [{ name: 'autopyfactory', maxPending: 1.5 }, /^x\.maxPending: it is 1\.5; allowed: a whole number from 0$/],
  [{ name: 'autopyfactory', scaleFactor: 'much' }, /^x\.scaleFactor: it is "much"; allowed: a number from 0$/],
  [{ name: 'autopyfactory', cycleSeconds: 0 }, /^x\.cycleSeconds: it is 0; allowed: a number above 0$/],
  [
    { name: 'autopyfactory', chain: ['redy'] },
    /^x\.chain: there is no plugin "redy"; allowed: a list of ready, activated, /,
  ],
  [{ name: 'autopyfactory', chain: [] }, /^x\.chain: it is \[\]; allowed: a list of ready/],
  [{ name: 'harvester-pull', queues: [] }, /^x\.queues: it is \[\]; allowed: settings by name of a queue$/],
  [{ name: 'harvester-pull', queues: { BNL: 4 } }, /^x\.queues\.BNL: it is 4; allowed: keys with values$/],
  [
    { name: 'harvester-pull', queues: { BNL: { cycleSeconds: 4 } } },
    /^x\.queues\.BNL: harvester-pull has no cycleSeconds/,
  ],
]

for (const [definition, message] of refused)
  test(`what is no rule is refused: ${JSON.stringify(definition)}`, (t) => {
    t.throws(() => choosePilotDemand(definition, 'x'), { instanceOf: BadInput, message })
  })
