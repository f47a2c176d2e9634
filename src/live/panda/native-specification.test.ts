/** Tasks of PanDA's clients, run by pilots of our own: the command does what it says. */
import test from 'ava'
import { execFileSync } from 'node:child_process'
import type { Dispatch } from '../door.js'
import { jobSpecification } from '../pilot/job-specification.js'
import { inNativeWords } from './native-specification.js'
import type { PandaPart } from './panda-part.js'

const part: PandaPart = {
  transformation: 'printf',
  arguments: `'%s|' "two words" \${SN} $JEDITASKID`,
  inputs: [{ lfn: 'in.1', scope: 's', dataset: 's:d', bytes: 5, checksum: 'ad:0000000a' }],
  outputs: [{ template: 'out.${SN}', dataset: 'd', scope: 's', isLog: false }],
  fields: {},
  seedOffset: 0,
  usesSecrets: false,
  eventsPerJob: 0,
}
const dispatch: Dispatch = {
  ...{
    id: 9,
    task: 7,
    taskName: 't',
    ordinal: 1,
    attempt: 1,
    queue: 'CERN',
    cores: 1,
    walltimeSeconds: 0,
    user: 'alice',
  },
  ...{ specs: { common: JSON.stringify({ panda: part, taskParameters: {} }) }, isRepeated: false },
}

test('a part becomes a specification that native pilots take, and its arguments are read by a shell', (t) => {
  const { command, inputs, outputs } = jobSpecification(inNativeWords(dispatch, 'http://server'))
  t.is(execFileSync(command[0], command.slice(1), { encoding: 'utf8' }), 'two words|2|7|')
  t.deepEqual(inputs, [{ name: 'in.1', bytes: 5, checksum: 'adler32:0000000a' }])
  t.deepEqual(outputs, [{ name: 'out.000002' }])
})

test('a job that is submitted once more keeps its number', (t) => {
  const again = { ...dispatch, ordinal: 0, specs: { ...dispatch.specs, own: JSON.stringify({ ordinal: 4 }) } }
  t.deepEqual(jobSpecification(inNativeWords(again, 'http://server')).outputs, [{ name: 'out.000005' }])
})

test('other jobs stay as they are', (t) => {
  const plain = { ...dispatch, specs: { common: '{"command":["true"]}' } }
  t.is(inNativeWords(plain, 'http://server'), plain)
})
