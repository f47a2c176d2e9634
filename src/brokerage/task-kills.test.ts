import test from 'ava'
import { gridOf } from '../model/testing/small-grid.js'
import { Stage, taskOf } from './testing/stage.js'

test('a task can be killed in the row of one that was killed before', (t) => {
  const stage = new Stage({ grid: gridOf('queue\nBNL') })
  const { core } = stage
  stage.report((now) => core.submit(now, taskOf({ name: 'first' })))
  stage.pass(60)
  const id = stage.pilotAsks({})
  stage.report((now) => core.killTask(now, 1))
  stage.report((now) => core.ended(now, stage.rowOf.get(id)!, id, 'finished', 0))
  stage.report((now) => core.submit(now, taskOf({ name: 'second', jobs: 3 })))
  stage.report((now) => core.killTask(now, 2))
  stage.pass(61)
  core.check()
  t.is(core.state.tasks.alive, 0)
  t.deepEqual(stage.taskEnds, [0, 0, 4])
})
