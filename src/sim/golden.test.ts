/** Journals that may only change on purpose: scenarios × policies, with the hash and the facts of each. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { readScenario } from './scenario-file.js'
import { simulate } from './simulate.js'
import { root, testScenario, testScenarios } from './testing/scenarios.js'

const file = `${root}scenarios/journals/golden.json`
const isRenewed = process.env['AILURO_RENEW_GOLDEN'] === '1'

type Golden = Record<string, { hash: string; facts: number; arrivals: string }>

test('the golden journals', async (t) => {
  const found: Golden = {}
  for (const name of testScenarios) {
    for (const policy of name === 'as-recorded' ? ['as-recorded'] : ['production', 'least-queued']) {
      const { summary } = await simulate(readScenario(testScenario(name)), { policy })
      found[`${name} ${policy}`] = { ...summary.journal, arrivals: summary.arrivals }
    }
  }
  if (isRenewed) writeFileSync(file, `${JSON.stringify(found, null, 2)}\n`)
  const golden: Golden = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Golden) : {}
  t.deepEqual(
    found,
    golden,
    'journals differ from scenarios/journals/golden.json. If the change of behaviour is meant, renew the file with ' +
      '`AILURO_RENEW_GOLDEN=1 npm test -- --only-tests --match="the golden journals"` and say in the commit why.',
  )
})
