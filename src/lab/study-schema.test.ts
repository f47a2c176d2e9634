import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { parse } from 'yaml'
import { z } from 'zod'
import { root } from '../sim/testing/scenarios.js'
import { readStudyFile } from './study-file.js'
import { studySchemaText } from './study-schema.js'

test('the published schema of a study', (t) => {
  const file = `${root}scenarios/schema/study.json`
  if (process.env['AILURO_RENEW_SCHEMAS'] === '1') writeFileSync(file, studySchemaText())
  t.is(
    readFileSync(file, 'utf8'),
    studySchemaText(),
    'renew it with `AILURO_RENEW_SCHEMAS=1 npm test -- --only-tests --match="the published schema*"`',
  )
})

test('every shipped study names the schema, keeps to it, and can be read', async (t) => {
  const published = z.fromJSONSchema(JSON.parse(studySchemaText()) as never)
  for (const name of readdirSync(`${root}scenarios/studies`)) {
    const file = `${root}scenarios/studies/${name}`
    const text = readFileSync(file, 'utf8')
    t.true(text.startsWith('# yaml-language-server: $schema=../schema/study.json\n'), name)
    t.deepEqual(published.safeParse(parse(text)).error?.issues ?? [], [], name)
    t.is(`${(await readStudyFile(file)).name}.yaml`, name)
  }
})
