import test from 'ava'
import { type FairShareWork, processingGroupOf, readFairSharePolicy, refuses } from './fair-share-policy.js'

/** A task of the group simul and the share Simulation, of priority 500, unless something else is said. */
const workOf = (differs: Partial<FairShareWork> = {}): FairShareWork => ({
  processingGroup: 'simul',
  workingGroup: 'AP_SUSY',
  share: 'Simulation',
  priority: 500,
  ...differs,
})

const refused = (policy: string | undefined, differs?: Partial<FairShareWork>, ignorePriority = false) =>
  refuses(readFairSharePolicy(policy), workOf(differs), ignorePriority)

test('the first entry that fits decides: 0 and 0 % refuse, all else accepts (§B.5)', (t) => {
  const table: [policy: string | undefined, refused: boolean][] = [
    [undefined, false],
    ['', false],
    ['0', true],
    ['0%', true],
    ['00', false],
    [' 0%', false],
    ['0% ', false],
    ['100%', false],
    ['type=simul:0', true],
    ['type=simul:100,0', false],
    ['type=pile:100,0', true],
    ['type=evgen:100%,type=any:0%', true],
    ['type=simul:50%,type=any:0', false],
    ['type=evgen:0', false],
    ['type=simul:group=AP_SUSY:gshare=Simulation:0', true],
    ['type=simul:group=AP_HIGG:gshare=Simulation:0', false],
    ['type=pile:type=simul:0', true], // the last field of a kind counts
    ['type=simul:type=pile:0', false],
    ['type=pile,0', true], // an entry without a value is passed over like others
    ['type=simul,0', false],
  ]
  for (const [policy, verdict] of table) t.is(refused(policy), verdict, String(policy))
})

test('a pattern is for the whole value, with * for anything; any fits all, also what is missing (§B.5)', (t) => {
  const table: [policy: string, work: Partial<FairShareWork>, refused: boolean][] = [
    ['group=AP_*:0', {}, true],
    ['group=AP_:0', {}, false],
    ['group=SUSY:0', {}, false],
    ['group=*SUSY:0', {}, true],
    ['group=(AP_HIGG|AP_SUSY):0', {}, true],
    ['group=AP_HIGG|AP_SUSY:0', {}, true],
    ['group=AP|AP_SUS:0', {}, true], // only the outer ends are bound
    ['group=SUSY|SUS:0', {}, false],
    ['group=any:0', { workingGroup: undefined }, true],
    ['group=AP_*:0', { workingGroup: undefined }, false],
    ['group=*:0', { workingGroup: undefined }, true],
    ['group=:0', { workingGroup: undefined }, true],
    ['group=:0', {}, false],
    ['gshare=MC*|Express:0', { share: 'MC Default' }, true],
    ['gshare=MC*|Express:0', { share: 'Simulation' }, false],
    ['gshare=Express:0', { share: undefined }, true],
    ['type=others:0', { processingGroup: 'others' }, true],
    ['type=ot*:0', { processingGroup: 'others' }, true],
  ]
  for (const [policy, work, verdict] of table) t.is(refused(policy, work), verdict, policy)
})

test('a pattern that is none ends the scan and accepts (§B.5 [quirk])', (t) => {
  t.false(refused('type=(:0'))
  t.false(refused('type=(:0,0'))
  t.true(refused('0,type=(:100'))
  t.true(refused('type=pile:group=(:100,0'), 'a pattern that nobody comes to does no harm')
  t.true(refused('gshare=(:0', { share: undefined }))
})

test('priorities are compared, except for merge chunks, which every entry then fits (§B.5 [quirk])', (t) => {
  const table: [policy: string, at: readonly number[], refusedAt: readonly number[]][] = [
    ['priority<500:0', [499, 500, 501], [499]],
    ['priority<=500:0', [499, 500, 501], [499, 500]],
    ['priority>500:0', [499, 500, 501], [501]],
    ['priority>=500:0', [499, 500, 501], [500, 501]],
    ['priority==500:0', [499, 500, 501], [500]],
    ['priority!=500:0', [499, 500, 501], [499, 501]],
    ['priority>100:priority<=500:0', [100, 101, 500, 501], [100, 101, 500]],
    ['priority> 100:0', [100, 101], [101]],
    ['priority=500:0', [499, 500], [499, 500]],
    ['priority>:0', [0, 1000], [0, 1000]],
    ['priority:0', [0, 1000], [0, 1000]],
    ['priority>400:100%,0', [400, 401], [400]],
  ]
  for (const [policy, at, refusedAt] of table) {
    t.deepEqual(
      at.filter((priority) => refused(policy, { priority })),
      refusedAt,
      policy,
    )
  }
  t.true(refused('priority>900:0', { priority: 100 }, true))
  t.false(refused('priority>900:100%,0', { priority: 100 }, true))
  t.false(refused('type=pile:priority>900:0', { priority: 100 }, true), 'what else an entry asks still counts')
})

test('work of the group test always has a share, and unlisted types are others (§B.5)', (t) => {
  for (const type of ['prod_test', 'validation', 'ptest', 'rc_test', 'rc_test2', 'rc_alrb']) {
    t.is(processingGroupOf(type), 'test')
  }
  t.false(refused('0', { processingGroup: 'test' }))
  for (const type of ['evgen', 'simul', 'reprocessing', 'mcore', 'group', 'deriv', 'pile', 'merge']) {
    t.is(processingGroupOf(type), type)
  }
  for (const type of ['recon', 'test', 'others', 'constructor', '', undefined]) t.is(processingGroupOf(type), 'others')
})
