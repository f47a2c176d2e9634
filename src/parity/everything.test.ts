/** One story with every report there is, told to the core straight and through the live host. */
import test from 'ava'
import { policies } from '../brokerage/policies/index.js'
import { Host } from '../live/host.js'
import { Cause } from '../model/cause.js'
import { ReplicaKind } from '../model/dataset-table.js'
import { Fact } from '../model/journal.js'
import { JobState } from '../model/job-state.js'
import { TransferKind } from '../model/transfer-table.js'
import { ARCHIVE, everyReport, playStory, WEST } from './testing/story.js'

/** What must have come about, by the facts that tell it: kind, and what of a, b, c and d matters. */
const turns: Readonly<Record<string, readonly [kind: Fact, ...abcd: (number | undefined)[]]>> = {
  'an input from tape': [Fact.transferOrdered, TransferKind.input, ARCHIVE],
  'an input that is lost': [Fact.transferEnded, TransferKind.input, undefined, undefined, 0],
  'an output that is lost': [Fact.transferEnded, TransferKind.output, undefined, undefined, 0],
  'a job whose input does not come': [Fact.jobMoved, JobState.assigned, JobState.closed, undefined, Cause.inputFailed],
  'a job killed before it runs': [Fact.jobMoved, JobState.activated, JobState.cancelled],
  'a job killed while it runs': [Fact.jobMoved, JobState.running, JobState.cancelled],
  'a job that falls silent': [Fact.jobMoved, JobState.running, JobState.failed, undefined, Cause.lostHeartbeat],
  'a copy that jobs brought whole': [Fact.replicaAdded, undefined, ReplicaKind.cached],
  'a copy that is deleted for space': [Fact.replicaGone, WEST, ReplicaKind.cached],
  'a nucleus that is chosen': [Fact.nucleusChosen],
  'storage that can do less': [Fact.storageChanged],
  'pilots that do not come': [Fact.pilotsLost],
}

function missing({ facts }: Host): string[] {
  return Object.entries(turns)
    .filter(([, [wanted, ...abcd]]) => {
      return !facts.some(([kind, , , ...of]) => kind === wanted && abcd.every((x, i) => x === undefined || x === of[i]))
    })
    .map(([turn]) => turn)
}

for (const policy of policies) {
  test(`everything, ${policy.name}: straight and through the live host`, async (t) => {
    const straight = await playStory(policy, (build, world) => {
      const core = build(world)
      return { reports: core, core }
    })
    let host: Host | undefined
    const hosted = await playStory(policy, (build, world) => {
      const { core, reports, listener } = (host = new Host(build, world))
      return { core, reports, listener: listener.bind(host) }
    })
    t.is(hosted.result.summary.journal.hash, straight.result.summary.journal.hash)
    t.deepEqual(hosted.result, straight.result, 'metrics, series, sites and records')
    t.is(host!.facts.length, straight.result.summary.journal.facts, 'facts kept by the host')
    t.is(host!.hearing.jobs, straight.result.summary.attempts.unfinished, 'jobs the host remembers')
    t.deepEqual(hosted.told, straight.told)
    t.deepEqual(hosted.told, Object.keys(everyReport).sort(), 'every report was made')
    t.deepEqual(missing(host!), [], 'turns that the story did not take')
  })
}
