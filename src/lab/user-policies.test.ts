/** Policies of users that answer nonsense: told with their file and part, never run as if nothing were wrong. */
import test from 'ava'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BadInput } from '../model/bad-input.js'
import { testScenario } from '../sim/testing/scenarios.js'
import { performRun } from './perform-run.js'

const scenario = testScenario('failures')

const choosing = (answer: string): string => `chooser: { name: 'odd', choose: () => ${answer} }`
const weighing = (factor: string): string =>
  `weighers: [{ name: 'odd', weigh(_, candidates) { candidates.weight.fill(${factor}) } }]`

const nonsense: readonly (readonly [part: string, message: RegExp])[] = [
  [choosing('99999'), /odd chose 99999; allowed: -1, or a position below \d+$/],
  [choosing('-5'), /odd chose -5; allowed/],
  [choosing('1.5'), /odd chose 1\.5; allowed/],
  [choosing('NaN'), /odd chose NaN; allowed/],
  [choosing('undefined'), /odd chose undefined; allowed/],
  [choosing("'a'"), /odd chose a; allowed/],
  ["chooser: { name: 'odd', choose() { throw new Error('tired') } }", /odd threw Error: tired; allowed: an answer$/],
  [weighing('NaN'), /odd made a weight of NaN; allowed: finite numbers from 0, 0 to exclude a queue$/],
  [weighing('-1'), /odd made a weight of -1; allowed/],
  [weighing('Infinity'), /odd made a weight of Infinity; allowed/],
  ["steps: [{ name: 'odd', judge() { throw new Error('tired') } }]", /odd threw Error: tired; allowed: an answer$/],
  [
    "steps: [{ name: 'odd', lasting: true, judge(_, candidates) { for (let i = 0; i < candidates.count; i++) candidates.refuse(i) } }]",
    /no queue can run it: .*; odd refuses it at 16 of 16 queues \(e\.g\. \S+: odd refuses it\)/,
  ],
]

test('nonsense of a policy is bad input that names its file', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-policies-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  for (const [i, [part, message]] of nonsense.entries()) {
    const policy = join(folder, `odd-${i}.mjs`)
    writeFileSync(policy, `export default { name: 'mine', ${part} }\n`)
    const error = await t.throwsAsync(
      performRun({ source: { file: scenario }, policy, seed: '1', records: false }),
      { instanceOf: BadInput, message },
      part,
    )
    t.true(error.message.startsWith(policy) || error.message.startsWith('task '), error.message)
  }
})

test('a weight of 0 keeps work away', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-policies-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  for (const chooser of ['weighted-draw', 'heaviest']) {
    const policy = join(folder, `${chooser}.mjs`)
    writeFileSync(
      policy,
      `export default { name: 'mine', chooser: '${chooser}', weighers: [{ name: 'not-T0', weigh(_, candidates, { grid }) {
        for (let i = 0; i < candidates.count; i++) if (grid.faces[candidates.face[i]].queue.siteIndex === 0) candidates.weight[i] = 0
      } }] }\n`,
    )
    const { sites } = await performRun({ source: { file: scenario }, policy, seed: '1', records: false })
    t.is(sites[0].finishedAttempts + sites[0].failedAttempts, 0, chooser)
  }
})
