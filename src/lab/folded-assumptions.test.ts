import test from 'ava'
import { foldedAssumptions } from './folded-assumptions.js'

const sized = (factor: string, load: string): string => `site sizes multiplied by ${factor} for a load of ${load} %`

test('what runs tell with other numbers is one sentence with their range', (t) => {
  const runs = [
    ['pilots take 2 min', sized('1.55', '60.0')],
    ['pilots take 2 min', sized('1.54', '60.0')],
    [sized('1,204', '90.1'), 'pilots take 2 min'],
  ]
  t.deepEqual(foldedAssumptions(runs), ['pilots take 2 min', sized('1.54–1,204', '60.0–90.1')])
})

test('sentences of one run stay apart, however alike', (t) => {
  const run = ['BNL has 3 disks', 'BNL has 4 disks']
  t.deepEqual(foldedAssumptions([run, run, ['BNL has 5 disks']]), [...run, 'BNL has 5 disks'])
})
