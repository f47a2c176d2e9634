import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { choosePilotSource } from '../../live/pilot-source/choose-pilot-source.js'
import { BadInput } from '../../model/bad-input.js'
import { readServeConfig } from './serve-config.js'

const examples = fileURLToPath(new URL('../../../../scenarios/batch/', import.meta.url))
const grid = 'grid: { sites: [{ name: A, tier: 2, cores: 8, corePower: 10, queues: [{ name: BNL }] }] }'

test('the examples of batch systems are configurations with sound templates', (t) => {
  const files = readdirSync(examples)
  const configs = files.filter((file) => file.endsWith('.yaml')).map((file) => readServeConfig(join(examples, file)))
  t.deepEqual(configs.map(({ pilots }) => pilots.source).sort(), ['htcondor', 'slurm'])
  for (const { pilots } of configs)
    for (const file of files.filter((one) => !one.endsWith('.yaml'))) {
      const template = { file, text: readFileSync(join(examples, file), 'utf8') }
      const server = () => ({ url: 'http://a:1', urlFile: '/url', tokenFile: '/token', storage: undefined })
      const batch = { ...pilots.batch!, template, folder: '/pilots', prefix: 'p', command: () => [], server }
      t.is(choosePilotSource(pilots.source, { tell: () => undefined, batch }).name, pilots.source)
    }
})

test('what a batch system is told: read with its units, and what is missing or unknown is named with its line', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const read = (pilots: string) => {
    writeFileSync(join(folder, 'serve.yaml'), `${grid}\npilots:\n${pilots}`)
    return readServeConfig(join(folder, 'serve.yaml'))
  }
  writeFileSync(join(folder, 't'), 'exec {{script}}')
  const queue = '{ atMost: 5, memory: 3 GB, walltime: 2 h, submit: { partition: long, nice: 10 } }'
  const { batch } = read(`  source: slurm\n  template: t\n  poll: 1 min\n  queues: { BNL: ${queue} }\n`).pilots
  t.deepEqual(batch, {
    template: { file: join(folder, 't'), text: 'exec {{script}}' },
    queues: {
      BNL: { atMost: 5, memoryMBPerCore: 3000, walltimeSeconds: 7200, submit: { partition: 'long', nice: '10' } },
    },
    ...{ atMost: 1000, pollSeconds: 60, surplusSeconds: 120 },
  })
  const wrong: [pilots: string, message: RegExp][] = [
    ['  source: slurm\n  queues: { BNL: {} }\n', /serve\.yaml:3: pilots\.template is missing; /],
    ['  source: htcondor\n  template: t\n', /serve\.yaml:3: pilots\.queues is missing; /],
    ['  source: slurm\n  template: no\n  queues: { BNL: {} }\n', /serve\.yaml:4: it cannot be read: /],
    ['  source: slurm\n  template: t\n  queues: { LYON: {} }\n', /serve\.yaml:5: there is no queue LYON; /],
    ['  source: condor\n', /serve\.yaml:3: .*condor.*one of external, dry-run, subprocess, slurm, htcondor/],
  ]
  for (const [pilots, message] of wrong) t.throws(() => read(pilots), { instanceOf: BadInput, message })
})
