/** Where waits go: whatever happens, the parts add up to the whole. */
import test from 'ava'
import fc from 'fast-check'
import type { AttemptRecords } from './run-result.js'
import { simulate } from './simulate.js'
import { scenarioOf, smallWorlds } from './testing/small-worlds.js'

/** Attempts that started, and of each the parts of its wait. */
function startedAttempts(records: AttemptRecords): { row: number; parts: number[]; wait: number }[] {
  const { createdSeconds, brokeredSeconds, activatedSeconds, sentSeconds, startSeconds } = records
  const steps = [createdSeconds, brokeredSeconds, activatedSeconds, sentSeconds, startSeconds]
  return Array.from({ length: records.length }, (_, row) => row)
    .filter((row) => !Number.isNaN(startSeconds[row]))
    .map((row) => ({
      row,
      parts: steps.slice(1).map((step, i) => step[row] - steps[i][row]),
      wait: startSeconds[row] - createdSeconds[row],
    }))
}

test('in any small world: the four parts of the wait add up to it, attempt by attempt and on average', async (t) => {
  const off = (one: number, other: number): boolean => Math.abs(one - other) > 1e-6 * Math.max(1, Math.abs(other))
  await fc.assert(
    fc.asyncProperty(smallWorlds, async (drawn) => {
      const { summary, records } = await simulate(scenarioOf(drawn), { policy: drawn.policy, records: true })
      const { metrics } = summary
      const { attempts } = records!
      const started = startedAttempts(attempts)
      for (const { row, parts, wait } of started) {
        if (
          parts.some((part) => !(part >= 0)) ||
          off(
            parts.reduce((sum, part) => sum + part),
            wait,
          )
        )
          throw new Error(`attempt ${row}: ${parts.join(' + ')} is not ${wait}`)
      }
      t.is(metrics.startWaitSeconds.count, started.length)
      // A job's wait ends with the first of its attempts that started.
      const firsts = new Map<string, (typeof started)[number]>()
      for (const one of started) {
        const job = `${attempts.task[one.row]}/${attempts.ordinal[one.row]}`
        if (!firsts.has(job)) firsts.set(job, one)
      }
      t.is(metrics.waitSeconds.count, firsts.size)
      if (firsts.size === 0) {
        t.is(metrics.waitSplit, null)
        return
      }
      const { earlierSeconds, brokerSeconds, dataSeconds, slotSeconds, startSeconds } = metrics.waitSplit!
      const found = [brokerSeconds, dataSeconds, slotSeconds, startSeconds]
      const mean = (value: (one: (typeof started)[number]) => number): number =>
        [...firsts.values()].reduce((sum, one) => sum + value(one), 0) / firsts.size
      for (const [i, part] of found.entries()) {
        const wanted = mean(({ parts }) => parts[i])
        if (off(part, wanted)) throw new Error(`part ${i} of the mean wait is ${part}, not ${wanted}`)
      }
      const earlier = mean(({ row }) => attempts.createdSeconds[row] - attempts.submitSeconds[row])
      if (off(earlierSeconds, earlier)) throw new Error(`earlier attempts took ${earlierSeconds}, not ${earlier}`)
      const whole = found.reduce((sum, part) => sum + part, earlierSeconds)
      if (off(whole, metrics.waitSeconds.mean)) throw new Error(`${whole} is not ${metrics.waitSeconds.mean}`)
    }),
    { numRuns: 150 },
  )
})
