/** The plugins of AutoPyFactory, alone and in chains. */
import test from 'ava'
import { choosePilotDemand } from './choose-pilot-demand.js'
import { answers, ask, type Standing } from './testing/asking.js'

const asked = test.macro(answers)

test(
  '§K.1: the chain of ATLAS',
  asked,
  'autopyfactory',
  `
  activated pending running status    wants | settings
  0         0       0       online    0     | -
  30        10      0       online    20    | -
  30        40      0       online    0     | -
  900       0       0       online    50    | -
  900       70      0       online    30    | -
  900       120     0       online    0     | -
  900       0       9990    online    9     | -
  900       0       9999    online    0     | -
  30        0       0       brokeroff 30    | -
  900       0       0       test      1     | -
  900       0       0       offline   0     | -
  900       100     0       test      0     | -
`,
)

test(
  '§K.1: each plugin by itself, after one that proposes 40',
  asked,
  'autopyfactory',
  `
  activated pending running status  elsewhere wants | settings
  100       30      5       online  0         70    | chain=ready
  100       30      5       online  0         60    | chain=ready readyOffset=10
  100       30      5       online  0         70    | chain=activated
  100       30      5       online  0         45    | chain=weighted-activated activatedWeight=0.755 pendingWeight=1
  100       31      5       online  0         85    | chain=weighted-activated pendingWeight=0.5
  0         0       0       online  0         40    | chain=fixed fixedPilots=40
  100       30      5       online  0         15    | chain=keep-n-running keepPilots=50
  100       30      25      online  0         0     | chain=keep-n-running keepPilots=50
  0         0       0       online  0         17    | chain=fixed,scale fixedPilots=40 scaleFactor=0.41
  0         0       0       online  0         25    | chain=fixed,max-per-cycle fixedPilots=40 maxPerCycle=25
  0         0       0       online  0         60    | chain=fixed,min-per-cycle fixedPilots=40 minPerCycle=60
  0         0       0       online  0         60    | chain=fixed,max-per-cycle,min-per-cycle fixedPilots=40 minPerCycle=60
  0         5       0       online  0         20    | chain=fixed,max-pending fixedPilots=40 maxPending=25
  0         0       0       online  0         25    | chain=fixed,max-pending fixedPilots=40 maxPending=25
  0         0       0       online  0         40    | chain=fixed,max-pending fixedPilots=40 maxPending=25 quirkMaxPending=1
  0         5       0       online  0         20    | chain=fixed,max-pending fixedPilots=40 maxPending=25 quirkMaxPending=1
  0         5       0       online  0         45    | chain=fixed,min-pending fixedPilots=40 minPending=50
  0         5       7       online  0         8     | chain=fixed,max-to-run fixedPilots=40 maxToRun=20
  0         5       7       online  100       18    | chain=fixed,max-per-factory fixedPilots=40 maxPerFactory=130
  0         5       7       online  200       0     | chain=fixed,max-per-factory fixedPilots=40 maxPerFactory=130
  0         5       7       test    0         3     | chain=fixed,status-test fixedPilots=40 testPilots=3
  0         5       7       offline 0         2     | chain=fixed,status-offline fixedPilots=40 offlinePilots=2
  0         5       7       online  0         0     | chain=fixed,null fixedPilots=40
`,
)

test('§K.1: the pseudo-queues of a queue together keep to the limit of all', (t) => {
  const rule = choosePilotDemand({ name: 'autopyfactory', chain: ['ready', 'max-per-factory'], maxPerFactory: 50 })
  const standing: Standing = [
    [20, 0, 10],
    [30, 0, 0],
  ]
  t.deepEqual(ask(rule, 'online', standing), [20, 20])
})
