/** The JSON Schemas beside the scenarios say what the program takes, and the files there name them and keep to them. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { parse } from 'yaml'
import { z } from 'zod'
import { gridSchemaText, mixtureSchemaText, scenarioSchemaText } from './published-schema.js'
import { root } from './testing/scenarios.js'

const folder = `${root}scenarios/`
const isRenewed = process.env['AILURO_RENEW_SCHEMAS'] === '1'
const schemas = { grid: gridSchemaText, scenario: scenarioSchemaText, mixture: mixtureSchemaText }

for (const [name, text] of Object.entries(schemas)) {
  test(`the published schema of a ${name}`, (t) => {
    const file = `${folder}schema/${name}.json`
    if (isRenewed) writeFileSync(file, text())
    t.is(
      readFileSync(file, 'utf8'),
      text(),
      `scenarios/schema/${name}.json is not what the program takes: renew it with ` +
        '`AILURO_RENEW_SCHEMAS=1 npm test -- --only-tests --match="the published schema*"`',
    )
  })
}

/** YAML files below the scenarios, as paths. */
function yamlFiles(): string[] {
  return ['', 'grids/', 'tests/', 'workloads/'].flatMap((part) =>
    readdirSync(folder + part)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => part + name),
  )
}

test('every shipped file names its schema in its first line, and keeps to it', (t) => {
  for (const file of yamlFiles()) {
    const text = readFileSync(folder + file, 'utf8')
    const [, path, name] = /^# yaml-language-server: \$schema=((?:\.\.\/)?schema\/(\w+)\.json)\n/.exec(text) ?? []
    t.is(path, `${file.includes('/') ? '../' : ''}schema/${name}.json`, file)
    const published = z.fromJSONSchema(JSON.parse(schemas[name as keyof typeof schemas]()) as never)
    t.deepEqual(published.safeParse(parse(text)).error?.issues ?? [], [], file)
  }
})

test('a published schema knows what it does not allow', (t) => {
  const grid = z.fromJSONSchema(JSON.parse(gridSchemaText()) as never)
  const good = { name: 'g', sites: [{ name: 'A', cores: 4 }] }
  t.true(grid.safeParse(good).success)
  t.false(grid.safeParse({ ...good, sties: [] }).success)
  t.false(grid.safeParse({ ...good, sites: [{ name: 'A' }] }).success)
  t.false(grid.safeParse({ ...good, sites: [{ name: 'A', cores: 0 }] }).success)
  const withRate = (rate: unknown) => grid.safeParse({ ...good, network: { rate } }).success
  t.true(withRate('20 MB/s'))
  t.false(withRate('20 MB'))
  t.false(withRate(20))
})
