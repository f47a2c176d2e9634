/** Synthetic workloads and mixtures that are turned away, and one that says everything. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { BadInput } from '../model/bad-input.js'
import { readScenario } from './scenario-file.js'
import { simulate } from './simulate.js'
import { mixtureSchema, syntheticOf, syntheticSchema } from './synthetic-schema.js'

const workClass = `      - name: a
        weight: 1
        share: A
        priority: 1
        cores: 1
        memoryPerCore: 2000 MB
        meanWalltime: 1 h
`
const scenario = `name: s
grid: { synthetic: { sites: 2, cores: 16 } }
workload:
  synthetic:
    jobs: 10
    over: 1 h
    classes:
${workClass}`
const mixture = `name: m
assumptions: [made up]
users: 3
classes:
${workClass}`

const table =
  'an amount such as "500 MB", "1.5 GB" (B, kB, MB, GB, TB, PB), or rising amounts by part of all such as { 5 %: …, 50 %: …, 95 %: … }'

/** The first text is replaced by the second, in the scenario. */
const cases: readonly (readonly [title: string, what: string | RegExp, by: string, message: string])[] = [
  [
    'neither classes nor a mixture',
    /\n {4}classes:[^]*/,
    '\n',
    'FILE:5: workload.synthetic.classes is missing; allowed: either classes or the file of a mixture',
  ],
  [
    'classes and a mixture',
    /classes:[^]*/,
    'classes: []\n    mixture: mixture.yaml\n',
    'FILE:7: workload.synthetic.classes is []; allowed: a list of at least 1',
  ],
  [
    'a mixture that is not there',
    /classes:[^]*/,
    'mixture: nowhere.yaml\n',
    'FOLDER/nowhere.yaml: there is no such file; allowed: a YAML file that can be read',
  ],
  ['a scenario for a mixture', /classes:[^]*/, 'mixture: s.yaml\n', 'FILE:1: classes is missing; allowed: a list'],
  [
    'two ways to say how long jobs take',
    'meanWalltime: 1 h',
    'meanWalltime: 1 h\n        hs06Seconds: 5000',
    'FILE:14: workload.synthetic.classes.0.meanWalltime is "1 h"; allowed: either meanWalltime or hs06Seconds',
  ],
  [
    'quantiles that fall',
    'cores: 1\n',
    'cores: 1\n        output: { 5 %: 2 GB, 95 %: 1 GB }\n',
    `FILE:13: workload.synthetic.classes.0.output is {"5 %":"2 GB","95 %":"1 GB"}; allowed: ${table}`,
  ],
  [
    'a wrong unit among quantiles',
    'cores: 1\n',
    'cores: 1\n        fileSize: { 5 %: 2 GB, 95 %: 9 h }\n',
    `FILE:13: workload.synthetic.classes.0.fileSize is {"5 %":"2 GB","95 %":"9 h"}; allowed: ${table}`,
  ],
]

function folderOf(t: ExecutionContext): (name: string, text: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'ailuro-mixture-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return (name, text) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
}

test('bad synthetic workloads', async (t) => {
  const write = folderOf(t)
  for (const [title, what, by, message] of cases) {
    const file = write('s.yaml', scenario.replace(what, by))
    const error = await t.throwsAsync(async () => simulate(readScenario(file)), { instanceOf: BadInput }, title)
    const folder = file.slice(0, file.lastIndexOf('/'))
    t.is(error.message.replace(file, 'FILE').replace(folder, 'FOLDER'), message, title)
  }
})

test('a mixture beside a scenario does as classes in it do, and says what it assumes', async (t) => {
  const write = folderOf(t)
  write('mixture.yaml', mixture)
  const beside = await simulate(
    readScenario(write('s.yaml', scenario.replace(/classes:[^]*/, 'mixture: mixture.yaml\n'))),
  )
  const inside = await simulate(readScenario(write('t.yaml', scenario.replace('jobs: 10', 'jobs: 10\n    users: 3'))))
  t.is(beside.summary.arrivals, inside.summary.arrivals)
  t.true(beside.summary.assumptions.includes('made up'))
})

test('everything that a class can say arrives', (t) => {
  const { classes } = syntheticOf(
    syntheticSchema.parse({ jobs: 5, over: '1 h', mixture: 'm', users: 7 }),
    mixtureSchema.parse({
      name: 'm',
      users: 3,
      userExponent: 1.5,
      classes: [
        {
          name: 'a',
          weight: 2,
          label: 'user',
          share: 'A',
          vo: 'cms',
          processingType: 'simul',
          workingGroup: 'AP',
          priority: 10,
          jobsPerTask: 50,
          jobsPerTaskSigma: 0.1,
          cores: 8,
          memoryPerCore: '2 GB',
          scratch: '9 GB',
          hs06Seconds: { '10 %': 5, '90 %': 50 },
          cpuEfficiency: '80 %',
          taskSigma: 0.4,
          jobSigma: 0.3,
          scouted: true,
          inputFraction: 0.5,
          input: '1 MB',
          inputFiles: 3,
          fileSize: '2 MB',
          inputTiedToWork: '20 %',
          directFraction: '30 %',
          output: '4 MB',
          outputFiles: 2,
          nucleusFraction: 1,
        },
      ],
    }),
  )
  t.deepEqual(classes, [
    {
      name: 'a',
      weight: 2,
      label: 'user',
      share: 'A',
      vo: 'cms',
      processingType: 'simul',
      workingGroup: 'AP',
      priority: 10,
      meanJobsPerTask: 50,
      jobsPerTaskSigma: 0.1,
      cores: 8,
      memoryMBPerCore: 2000,
      scratchMB: 9000,
      meanWalltimeSeconds: 0,
      hs06Seconds: { parts: [0.1, 0.9], values: [5, 50] },
      cpuEfficiency: 0.8,
      taskSigma: 0.4,
      jobSigma: 0.3,
      isScouted: true,
      inputFraction: 0.5,
      inputBytes: 1e6,
      inputFiles: 3,
      fileBytes: 2e6,
      inputTiedToWork: 0.2,
      directFraction: 0.3,
      outputBytes: 4e6,
      outputFiles: 2,
      nucleusFraction: 1,
    },
  ])
})
