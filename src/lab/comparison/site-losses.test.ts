import test from 'ava'
import { compareRuns, type PolicyComparison } from '../compare-runs.js'
import { fakeRun } from '../testing/fake-runs.js'
import { siteLosses, worseSitesOf } from './site-losses.js'

/** A policy over its seeds: the wait at each site, null where no job started. */
function policyOf(policy: string, waits: Record<string, readonly (number | null)[]>): PolicyComparison {
  const [first] = Object.values(waits)
  const runs = first.map((_, seed) => {
    const run = fakeRun({ policy, seed: `${seed}`, sites: Object.keys(waits) })
    return { ...run, sites: run.sites.map((site) => ({ ...site, meanWaitSeconds: waits[site.site][seed] })) }
  })
  return compareRuns(runs)[0]
}

test('a site that both policies used in less than half of the pairs, or in fewer than three, is not told', (t) => {
  const own = policyOf('own', {
    often: [20, 20, 20, 20, 20],
    seldom: [900, null, null, null, null],
    twice: [900, 900, null, null, null],
  })
  const other = policyOf('other', {
    often: [10, 10, 10, 30, null],
    seldom: [10, 10, 10, 10, 10],
    twice: [10, 10, 10, 10, 10],
  })
  t.deepEqual(siteLosses(own, other), [{ site: 'often', waitSeconds: 20, lossSeconds: 5, lost: 3, pairs: 5 }])
})

test('most pairs are most of all pairs, not of those in which both used the site', (t) => {
  const own = policyOf('own', { a: [20, 20, 20, null, null, null], b: [20, 20, 20, 20, null, null] })
  const other = policyOf('other', { a: [10, 10, 10, 10, 10, 10], b: [10, 10, 10, 10, 10, 10] })
  t.deepEqual(
    worseSitesOf(siteLosses(own, other)).map(({ site, lost, pairs }) => [site, lost, pairs]),
    [['b', 4, 6]],
  )
})

test('how sure comes before how much', (t) => {
  const own = policyOf('own', { much: [900, 900, 5], sure: [11, 11, 11] })
  const other = policyOf('other', { much: [10, 10, 10], sure: [10, 10, 10] })
  t.deepEqual(
    siteLosses(own, other).map(({ site }) => site),
    ['sure', 'much'],
  )
})

test('of one or two pairs a site must be in all', (t) => {
  const own = policyOf('own', { a: [20, 20], b: [20, null] })
  const other = policyOf('other', { a: [10, 10], b: [10, 10] })
  t.deepEqual(
    siteLosses(own, other).map(({ site }) => site),
    ['a'],
  )
})
