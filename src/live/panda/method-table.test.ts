/** The table of PanDA's methods that people read is the one that is served. */
import test from 'ava'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { methodTable } from './testing/method-table.js'

test('docs/panda-methods.md is up to date; AILURO_WRITE=1 writes it anew', (t) => {
  const file = fileURLToPath(new URL('../../../../docs/panda-methods.md', import.meta.url))
  if (process.env['AILURO_WRITE'] === '1') writeFileSync(file, methodTable())
  t.is(readFileSync(file, 'utf8'), methodTable())
})
